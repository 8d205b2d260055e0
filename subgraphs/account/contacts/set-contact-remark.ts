import { sessionEnded } from '../../shared/access.ts';
import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { findAndHoldAccount } from '../accounts/account-store.ts';
import { isPlainText } from '../accounts/nickname.ts';
import type { Deps } from '../deps.ts';
import { findContactDetails, updateContacts, type ContactDetails } from './contact-store.ts';

const longestRemark = 500;

/** Sets what the holder wrote beside the contacts (TX-ACC-040). */
export const setContactRemark =
  ({ store, vault }: Deps) =>
  async ({ accountId }: Viewer, given: string): Promise<Result<ContactDetails>> => {
    const remark = given.trim().normalize('NFC');
    if ([...remark].length > longestRemark) return refuse({ code: 'REMARK_TOO_LONG', path: ['remark'] });
    if (!isPlainText(remark)) return refuse({ code: 'TEXT_INVALID', path: ['remark'] });
    return store.transaction(async (transaction) => {
      if (!(await findAndHoldAccount(transaction, accountId))) throw sessionEnded();
      await updateContacts(transaction, vault, accountId, { remark: remark || null });
      return ok(await findContactDetails(transaction, vault, accountId));
    });
  };
