import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { changeSettings } from '../settings/settings-store.ts';
import { isSetUp } from '../step-up/answers-to.ts';

/** Takes MFA out of both protections once nothing is bound any more that answers for it (TX-SEC-026); what asks by another method stays. */
export const dropUnboundMfa = async (transaction: Transaction, settings: SecuritySettings, bound: CheckMethod[]): Promise<SecuritySettings> => {
  if (isSetUp('MFA', bound)) return settings;
  return changeSettings(transaction, settings, {
    loginProtection: settings.loginProtection.filter((method) => method !== 'MFA'),
    operationProtection: settings.operationProtection.filter((method) => method !== 'MFA'),
  });
};
