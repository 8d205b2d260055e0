import type { Transaction } from '../../shared/store/open-store.ts';
import { deleteRecoveryCodes } from '../recovery-codes/recovery-code-store.ts';
import { isSetUp } from '../step-up/answers-to.ts';
import { boundMethods } from './bound-methods.ts';
import type { SecuritySettings } from './security-settings.entity.ts';
import { changeSettings } from './settings-store.ts';

/**
 * After a device or a passkey was unbound: with the last of them nothing answers MFA, so no protection asks for it any more (TX-SEC-026),
 * and the recovery codes, which stood in for it, go too. Null when another one is left. The caller holds the settings.
 */
export const endUnansweredMfa = async (transaction: Transaction, settings: SecuritySettings): Promise<SecuritySettings | null> => {
  if (isSetUp('MFA', await boundMethods(transaction, settings))) return null;
  await deleteRecoveryCodes(transaction, settings.accountId);
  return changeSettings(transaction, settings, {
    loginProtection: settings.loginProtection.filter((method) => method !== 'MFA'),
    operationProtection: settings.operationProtection.filter((method) => method !== 'MFA'),
  });
};
