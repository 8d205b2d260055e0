import { sessionEnded } from '../../shared/access.ts';
import type { Viewer } from '../../shared/caller.ts';
import { ok, type Result } from '../../shared/result.ts';
import { findAndHoldAccount, updateAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import type { UpdateProfileInput } from '../schema.generated.ts';
import { updateTenantName } from '../tenants/tenant-store.ts';
import { readProfile } from './profile-rules.ts';

/** Changes what the holder may say about the account, all of it or nothing; it holds at once (TX-ACC-033, TX-ACC-034, BD-ACC-040, HW-ACC-026). */
export const updateProfile =
  ({ store, policy, audit }: Deps) =>
  ({ accountId, sessionId }: Viewer, input: UpdateProfileInput): Promise<Result<Account>> =>
    store.transaction(async (transaction) => {
      const account = await findAndHoldAccount(transaction, accountId);
      if (!account) throw sessionEnded();
      const read = readProfile(input, account, policy);
      if (!read.ok) return read;
      const { account: changes, tenantName } = read.value;
      const fields = [...Object.keys(changes), ...(tenantName === undefined ? [] : ['tenantName'])];
      if (fields.length === 0) return ok(account);
      await updateAccount(transaction, accountId, changes);
      if (tenantName !== undefined) await updateTenantName(transaction, accountId, tenantName);
      await audit.record(transaction, { accountId, event: 'PROFILE_CHANGED', sessionId, details: { fields } });
      return ok({ ...account, ...changes });
    });
