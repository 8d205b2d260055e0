import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { changeHead, deleteExcess, erasePersonal, holdHead } from './activity-store.ts';

/**
 * Takes all personal data from the history of an account: device, city and address. What stays, as long as the law has such logs kept, is what happened when,
 * under the account number, in a chain that can still be verified. Repeating it changes nothing.
 */
export const eraseActivity = async ({ vault, clock }: Pick<Deps, 'vault' | 'clock'>, transaction: Transaction, accountId: string): Promise<void> => {
  const head = await holdHead(transaction, vault, accountId);
  if (head.erasedAt !== null) return;
  await changeHead(transaction, vault, head, { erasedAt: clock.now() });
  await erasePersonal(transaction, accountId);
  await deleteExcess(transaction, accountId);
};
