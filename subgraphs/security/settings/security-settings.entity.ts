import { EntitySchema } from 'typeorm';
import type { Language } from '../../shared/messages/language.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { count, flag, instant, json, longText, nullable, text } from '../../shared/store/columns.ts';

/** How one account is protected. Written when its first session is begun. */
export interface SecuritySettings {
  accountId: string;
  /** Sealed. */
  phone: string | null;
  /** Sealed. */
  email: string | null;
  loginProtection: CheckMethod[];
  operationProtection: CheckMethod[];
  /** Whether a WeChat is a login method of the account; which one, account knows, and is asked whenever one proves who is there. */
  hasWechat: boolean;
  /** When that was so, by what account said last. */
  wechatAsOf: number;
  /** Whether login protection may be waived on devices that the holder trusts (TX-SEC-038). */
  mayTrustDevices: boolean;
  remoteLoginProtection: boolean;
  /** Whether sign-ins are taken from the listed networks only (HW-SEC-004). */
  isAddressListOn: boolean;
  /** Sealed: a list of networks as JSON. Null when none was ever given. */
  addressNetworks: string | null;
  /** How long the holder wants sessions to live, in seconds; null: as the policy says. For those of the next sign-in on (TX-SEC-052). */
  sessionIdleSeconds: number | null;
  sessionMaximumSeconds: number | null;
  /** In which the holder is written to: that of the last sign-in. */
  language: Language;
  /** Grows with every change of what belongs to the account; the row's lock puts such changes in line. */
  revision: number;
  /** When everything about the account was erased. The row stays, empty, so that a sign-in that comes late opens no session. */
  erasedAt: number | null;
}

export const securitySettingsColumns = {
  accountId: text(20, { primary: true }),
  phone: longText(nullable),
  email: longText(nullable),
  loginProtection: json(),
  operationProtection: json(),
  hasWechat: flag(),
  wechatAsOf: instant(),
  mayTrustDevices: flag(),
  remoteLoginProtection: flag(),
  isAddressListOn: flag(),
  addressNetworks: longText(nullable),
  sessionIdleSeconds: count(nullable),
  sessionMaximumSeconds: count(nullable),
  language: text(2),
  revision: count(),
  erasedAt: instant(nullable),
};

export const securitySettingsEntity = new EntitySchema<SecuritySettings>({ name: 'security_settings', columns: securitySettingsColumns });
