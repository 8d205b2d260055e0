import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { findAccount } from '../accounts/account-store.ts';
import { maySignIn } from '../accounts/account-states.ts';
import type { Deps } from '../deps.ts';
import type { ConfirmScanInput } from '../schema.generated.ts';
import { kindsThatConfirm } from './scan-rules.ts';
import type { Scan } from './scan.entity.ts';
import { findScan, moveScan } from './scan-store.ts';
import { scanIdOfQr } from './scan-ticket.ts';

const appName = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

/** Answers a QR code in an app in which the holder is signed in, whichever app it is (BD-ACC-033). It can bring no account but the one signed in there. */
export const confirmScan =
  ({ store, clock, policy, audit }: Deps) =>
  async ({ accountId, sessionId }: Viewer, { ticket: qr, confirm, app }: ConfirmScanInput): Promise<Result<Scan>> => {
    if (!appName.test(app)) return refuse({ code: 'NAME_INVALID', path: ['app'] });
    const id = scanIdOfQr(qr);
    return store.transaction(async (transaction) => {
      const account = await findAccount(transaction, accountId);
      if (!account || !maySignIn(account.status) || account.site !== policy.site || !kindsThatConfirm(policy.signIn).includes(account.kind)) {
        return refuse({ code: 'SIGN_IN_METHOD_NOT_OFFERED' });
      }
      const isAnswered = await moveScan(transaction, { id, kind: 'APP' }, confirm ? 'confirm' : 'decline', { liveAt: clock.now(), accountId });
      const scan = isAnswered ? await findScan(transaction, id) : null;
      if (!scan) return refuse({ code: 'SCAN_NOT_FOUND', path: ['ticket'] });
      await audit.record(transaction, { accountId, event: confirm ? 'APP_SCAN_CONFIRMED' : 'APP_SCAN_DECLINED', sessionId, details: { app } });
      return ok(scan);
    });
  };
