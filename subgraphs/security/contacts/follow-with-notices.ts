import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';

export const setNoticeContactJob = 'set-notice-contact';

export interface SetNoticeContact {
  accountId: string;
  kind: 'PHONE' | 'EMAIL';
  /** Null: the one that is gone is taken away. */
  to: string | null;
  gone: string | null;
}

/** Has notices go to the security address too, by the job whose id it gives; while account does not answer the job goes on trying (TX-SEC-008, BD-SEC-032). */
export const followWithNotices = async ({ jobs }: Pick<Deps, 'jobs'>, transaction: Transaction, contact: SetNoticeContact): Promise<string | null> => {
  // An earlier change that account has not heard of yet must not come after this one.
  const uniqueKey = `${setNoticeContactJob} ${contact.kind} ${contact.accountId}`;
  await jobs.drop(transaction, uniqueKey);
  return jobs.add(transaction, { kind: setNoticeContactJob, payload: contact, uniqueKey });
};
