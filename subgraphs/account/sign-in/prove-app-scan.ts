import { ok, refuse, type Result } from '../../shared/result.ts';
import { maySignIn } from '../accounts/account-states.ts';
import { findAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import type { Asked, Proof } from './proof.ts';
import { scanNotFound } from './prove-third-party.ts';
import { failed } from './sign-in-rules.ts';

/** A QR code that another app, in which the holder is signed in, has confirmed (BD-ACC-033). */
export const proveAppScan = async ({ store, policy, scans, audit }: Deps, { input, accountKind }: Asked): Promise<Result<Proof>> => {
  const { ticket } = input;
  if (!ticket) return refuse(scanNotFound);
  const confirmed = await scans.confirmedBy(ticket);
  if (!confirmed.ok) return confirmed;
  const account = await findAccount(store.read, confirmed.value.accountId);
  if (!account || account.kind !== accountKind || account.site !== policy.site || !maySignIn(account.status)) return refuse(failed);
  return ok({
    accounts: [{ account, password: null }],
    identity: null,
    useUp: async (transaction) => {
      if (!(await scans.consume(transaction, ticket))) return scanNotFound;
      await audit.record(transaction, { accountId: account.id, event: 'SIGN_IN_APP_SCAN_PROVED' });
      return null;
    },
    deviceToken: null,
    isNewAccount: false,
  });
};
