import { recordActivity } from '../../shared/activity/pass-on-activity.ts';
import type { Caller } from '../../shared/caller.ts';
import type { ServiceClient } from '../../shared/service-client.ts';
import type { Deps } from '../deps.ts';
import { findCandidates, type IdentityKey } from './candidate-store.ts';

export const failedSignInJob = 'record-failed-sign-in';

interface FailedSignIn {
  identity: IdentityKey;
  /** Of so many accounts that have the identity it was compared with. */
  accounts: number;
  method: 'PASSWORD' | 'SMS' | 'FACE';
  at: number;
  device: string | null;
  address: string | null;
}

/**
 * Has a wrong password, code or face taken into the history of the accounts that have the name. Whether any has is looked up afterwards:
 * here the same is written for every name, so that nothing, not even the time, tells a stranger which of them exist.
 */
export const noteFailedSignIn = (
  { store, jobs, clock, log }: Pick<Deps, 'store' | 'jobs' | 'clock' | 'log'>,
  { identity, accounts, method, caller }: Pick<FailedSignIn, 'identity' | 'accounts' | 'method'> & { caller: Caller },
): Promise<void> => {
  // The name is its keyed hash, so that the log shows attacks and no addresses.
  log.info({ event: 'SIGN_IN_FAILED', method, signInName: identity.identityIndex.slice(0, 16), requestId: caller.requestId }, 'sign-in refused');
  const payload: FailedSignIn = { identity, accounts, method, at: clock.now(), device: caller.device, address: caller.address };
  return store.transaction(async (transaction) => void (await jobs.add(transaction, { kind: failedSignInJob, payload })));
};

export const passOnFailedSignIn =
  ({ store, vault, policy }: Pick<Deps, 'store' | 'vault' | 'policy'>, services: ServiceClient) =>
  async ({ identity, accounts, method, at, device, address }: FailedSignIn, jobId: string): Promise<void> => {
    const candidates = await findCandidates(store.read, vault, identity, policy.site);
    for (const { account: { id: accountId } } of candidates.slice(0, accounts)) {
      await recordActivity(services, { id: `${jobId} ${accountId}`, accountId, at, kind: 'SIGN_IN_FAILED', outcome: 'FAILED', times: 1, operation: null, method, checkedBy: null, sessionId: null, device, address });
    }
  };
