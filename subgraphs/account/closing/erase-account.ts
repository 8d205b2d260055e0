import { deleteConsents } from '../../shared/consents.ts';
import { freePlaces } from '../../shared/quota.ts';
import { findAccount, moveAccount } from '../accounts/account-store.ts';
import { forgetUnusedPhone } from '../accounts/phone-places.ts';
import { deleteContacts, findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { deleteFaceChecksOf } from '../face/face-check-store.ts';
import { deleteLoginMethods, findLoginMethods } from '../login-methods/login-method-store.ts';
import { deleteUnbindReports } from '../login-methods/unbind-report-store.ts';
import { deletePreferences } from '../notices/notice-preferences-store.ts';
import { deleteNotices } from '../notices/notice-store.ts';
import { deletePasswords } from '../password/password-store.ts';
import { endResetLinks } from '../password/reset/reset-link-store.ts';
import { deleteScansOf } from '../scans/scan-store.ts';
import { eraseTenantName } from '../tenants/tenant-store.ts';
import { deleteChoicesOf } from '../sign-in/choice-store.ts';
import { deleteLinksOf } from '../sign-in/link-store.ts';
import { deleteFailuresOf } from '../sign-in/sign-in-failure-store.ts';

/**
 * Erases what this store holds about the holder of an account that is closing, and frees its identities and its phone for another account; its user name is given to nobody else (BD-ACC-014).
 * What stays is the tombstone (both numbers, country, and when and how it was registered and closed) and the audit trail, neither of which says who it was.
 * True when the account is erased now; false when there is no such account, or it is not closing.
 */
export const eraseAccount =
  ({ store, vault, policy, clock, audit }: Deps) =>
  (accountId: string): Promise<boolean> =>
    store.transaction(async (transaction) => {
      const blank = { originId: null, traits: [], username: null, usernameChangedAt: null, nickname: null, industry: null, enterpriseName: null };
      if (!(await moveAccount(transaction, accountId, 'erase', { ...blank, closedAt: clock.now() }))) {
        return (await findAccount(transaction, accountId))?.status === 'DEREGISTERED';
      }
      const methods = await findLoginMethods(transaction, accountId);
      for (const { identityIndex } of methods) {
        await deleteFailuresOf(transaction, identityIndex);
        await deleteChoicesOf(transaction, identityIndex);
        await deleteFaceChecksOf(transaction, identityIndex);
        await endResetLinks(transaction, [identityIndex]);
      }
      await deleteLinksOf(transaction, accountId);
      const { phone: contactPhone } = await findContacts(transaction, vault, accountId);
      const phones = [...methods.flatMap(({ kind, sealedIdentity }) => (kind === 'PHONE' ? [vault.open(sealedIdentity)] : [])), ...(contactPhone ? [contactPhone] : [])];
      await deleteLoginMethods(transaction, accountId);
      await deleteUnbindReports(transaction, accountId);
      await eraseTenantName(transaction, accountId);
      await deleteContacts(transaction, accountId);
      await deletePasswords(transaction, accountId);
      await deleteNotices(transaction, accountId);
      await deletePreferences(transaction, accountId);
      await deleteConsents(transaction, accountId);
      await deleteScansOf(transaction, accountId);
      await freePlaces(transaction, accountId);
      for (const phone of phones) await forgetUnusedPhone(transaction, vault, policy.registration.accountsPerPhone, phone);
      await audit.record(transaction, { accountId, event: 'ACCOUNT_ERASED' });
      return true;
    });
