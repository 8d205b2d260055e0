import { deleteConsents } from '../../shared/consents.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { deleteGiveUps, eraseItems } from '../checks/check-store.ts';
import { eraseClosureTexts, findClosureIds } from '../closure/closure-store.ts';

/** Erases what this store holds about an account, also of applications that were withdrawn. What stays of a closure is no personal data: its id, the account number, state, reasons and times. */
export const eraseOwnData = async (transaction: Transaction, accountId: string): Promise<void> => {
  await eraseClosureTexts(transaction, accountId);
  for (const closureId of await findClosureIds(transaction, accountId)) {
    await deleteConsents(transaction, closureId);
    await eraseItems(transaction, closureId);
    await deleteGiveUps(transaction, closureId);
  }
};
