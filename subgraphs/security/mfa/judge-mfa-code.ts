import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { countFailure, findDevices, useStep } from './mfa-store.ts';
import { stepOfCodes } from './totp.ts';

/**
 * Judges a code of the account's device. Gives what uses it up, in a transaction, once.
 * It counts as wrong until it is used up: so no number of challenges, and no number of requests at once, gets more than
 * the policy's wrong codes in a row past the device (NIST SP 800-63B-4 3.2.2).
 */
export const judgeMfaCode = async ({ store, clock, vault, policy: { mfa } }: Pick<Deps, 'store' | 'clock' | 'vault' | 'policy'>, accountId: string, code: string): Promise<Result<(transaction: Transaction) => Promise<boolean>>> => {
  const [device] = await findDevices(store.read, accountId);
  if (!device) return refuse({ code: 'CODE_WRONG', path: ['code'] });
  const isLookedAt = await store.transaction((transaction) => countFailure(transaction, device.id, mfa.consecutiveFailures));
  if (!isLookedAt) return refuse({ code: 'CODE_WRONG', path: ['code'], policy: 'security.mfa.consecutiveFailures', limit: mfa.consecutiveFailures });
  const step = stepOfCodes([code], vault.open(device.secret), clock.now(), mfa);
  return step === null ? refuse({ code: 'CODE_WRONG', path: ['code'] }) : ok((transaction) => useStep(transaction, device.id, step));
};
