import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { countFailure, findDevices, uncountFailure, useStep } from './mfa-store.ts';
import { stepOfCodes } from './totp.ts';

/**
 * Judges a code of the account's devices, or of the one that is named. Gives what uses it up, in a transaction, once.
 * It counts as wrong, at each of them, until it is used up: so no number of challenges, and no number of requests at once, gets
 * more than the policy's wrong codes in a row past a device (NIST SP 800-63B-4 3.2.2).
 */
export const judgeMfaCode = async (
  { store, clock, vault, policy: { mfa } }: Pick<Deps, 'store' | 'clock' | 'vault' | 'policy'>,
  accountId: string,
  code: string,
  deviceId: string | null = null,
): Promise<Result<(transaction: Transaction) => Promise<boolean>>> => {
  const devices = (await findDevices(store.read, accountId)).filter(({ id }) => deviceId === null || id === deviceId);
  if (devices.length === 0) return refuse({ code: 'CODE_WRONG', path: ['code'] });
  const counted = await store.transaction(async (transaction) => {
    const isCounted: boolean[] = [];
    for (const { id } of devices) isCounted.push(await countFailure(transaction, id, mfa.consecutiveFailures));
    return devices.filter((_, index) => isCounted[index]);
  });
  if (counted.length === 0) return refuse({ code: 'CODE_WRONG', path: ['code'], policy: 'security.mfa.consecutiveFailures', limit: mfa.consecutiveFailures });
  const steps = counted.map(({ id, secret }) => ({ id, step: stepOfCodes([code], vault.open(secret), clock.now(), mfa) }));
  const right = steps.find(({ step }) => step !== null);
  if (!right) return refuse({ code: 'CODE_WRONG', path: ['code'] });
  return ok(async (transaction) => {
    if (!(await useStep(transaction, right.id, right.step!))) return false;
    for (const { id } of counted) if (id !== right.id) await uncountFailure(transaction, id);
    return true;
  });
};
