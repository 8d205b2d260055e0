import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';

export const setSecurityContactsJob = 'set-security-contacts';

export interface SetSecurityContacts {
  accountId: string;
  /** Null: the account has none any more. */
  contacts: { phone: string | null } | { email: string | null };
}

/** Makes an address, control of which was proved, the security address too (or takes the one away that is gone), by the job whose id it gives; while security does not answer the job goes on trying. */
export const syncSecurityContacts = async ({ jobs }: Pick<Deps, 'jobs'>, transaction: Transaction, { accountId, contacts }: SetSecurityContacts): Promise<string | null> => {
  // An earlier change that security has not heard of yet must not come after this one.
  const uniqueKey = `${setSecurityContactsJob} ${Object.keys(contacts)[0]} ${accountId}`;
  await jobs.drop(transaction, uniqueKey);
  return jobs.add(transaction, { kind: setSecurityContactsJob, payload: { accountId, contacts } satisfies SetSecurityContacts, uniqueKey });
};
