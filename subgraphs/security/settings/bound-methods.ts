import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { hasDevice } from '../mfa/mfa-store.ts';
import { hasPasskey } from '../passkeys/passkey-store.ts';
import { hasUnusedCodes } from '../recovery-codes/recovery-code-store.ts';
import type { SecuritySettings } from './security-settings.entity.ts';

/** The methods by which this account can prove who is there. */
export const boundMethods = async (manager: Transaction, { accountId, phone, email, hasWechat }: Pick<SecuritySettings, 'accountId' | 'phone' | 'email' | 'hasWechat'>): Promise<CheckMethod[]> => {
  const isBound: Record<CheckMethod, boolean> = {
    PASSKEY: await hasPasskey(manager, accountId),
    MFA: await hasDevice(manager, accountId),
    RECOVERY_CODE: await hasUnusedCodes(manager, accountId),
    SMS: phone !== null,
    EMAIL: email !== null,
    WECHAT: hasWechat,
  };
  return (Object.keys(isBound) as CheckMethod[]).filter((method) => isBound[method]);
};
