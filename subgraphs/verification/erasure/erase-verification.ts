import type { Audit } from '../../shared/audit.ts';
import type { Clock } from '../../shared/clock.ts';
import { deleteConsents } from '../../shared/consents.ts';
import { minute } from '../../shared/duration.ts';
import type { JobHandler, Jobs } from '../../shared/jobs/jobs.ts';
import { freePlaces } from '../../shared/quota.ts';
import type { Store, Transaction } from '../../shared/store/open-store.ts';
import { deleteIdentityChecks } from '../identity-check/identity-check-store.ts';
import { deleteVerifications } from '../personal/personal-verification-store.ts';
import { deleteVerifiedSubject } from '../real-name/verified-subject-store.ts';

interface Deps {
  store: Store;
  clock: Clock;
  jobs: Jobs;
  audit: Audit;
}

const kind = 'erase-again';

/** Forgets the person of an account and frees the place of the identity number (TX-VER-016, PIPL 47). The audit entries stay; they hold no personal data. */
export const createEraseVerification = ({ store, clock, jobs, audit }: Deps) => {
  const erase = async (transaction: Transaction, accountId: string): Promise<void> => {
    await freePlaces(transaction, accountId);
    const deleted =
      (await deleteVerifications(transaction, accountId)) +
      (await deleteVerifiedSubject(transaction, accountId)) +
      (await deleteIdentityChecks(transaction, accountId)) +
      (await deleteConsents(transaction, accountId));
    if (deleted > 0) await audit.record(transaction, { accountId, event: 'VERIFICATION_ERASED' });
  };

  const eraseVerification = (accountId: string): Promise<void> =>
    store.transaction(async (transaction) => {
      await erase(transaction, accountId);
      // A request that was waiting for the provider meanwhile writes after this; in a minute none can be left.
      await jobs.add(transaction, { kind, payload: { accountId }, dueAt: clock.now() + minute, uniqueKey: `${kind} ${accountId}` });
    });

  const handlers: Record<string, JobHandler> = {
    [kind]: ({ accountId }: { accountId: string }) => store.transaction((transaction) => erase(transaction, accountId)),
  };
  return { eraseVerification, handlers };
};
