import type { Language } from '../../shared/messages/language.ts';
import type { SecurityPolicy } from '../policy.ts';
import type { SecuritySettings } from './security-settings.entity.ts';

interface Given extends Pick<SecuritySettings, 'accountId' | 'phone' | 'email' | 'hasWechat'> {
  language: Language;
}

/** How an account is protected before its holder has chosen anything: what the policy switches on by default (BD-SEC-012). */
export const freshSettings = (given: Given, policy: Pick<SecurityPolicy, 'operationProtection' | 'remoteLogin'>): SecuritySettings => ({
  ...given,
  // What is asked at sign-in without a choice is the policy's at any time, and no setting: see sign-in-checks.
  loginProtection: [],
  operationProtection: policy.operationProtection.byDefault,
  // Before everything that account may say of it later.
  wechatAsOf: 0,
  mayTrustDevices: false,
  remoteLoginProtection: policy.remoteLogin.byDefault,
  isAddressListOn: false,
  addressNetworks: null,
  sessionIdleSeconds: null,
  sessionMaximumSeconds: null,
  revision: 0,
  erasedAt: null,
});
