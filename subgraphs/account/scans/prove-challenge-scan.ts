import { ok, refuse, type Result } from '../../shared/result.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import { identityIndex } from '../login-methods/identity.ts';
import { findLoginMethod } from '../login-methods/login-method-store.ts';
import type { ChallengeScanInput, ErrorCode } from '../schema.generated.ts';

/** What is kept as the first answer; nothing in it is personal or secret. */
interface Judged {
  isLinked: boolean;
}

/**
 * Says whether the WeChat behind a scan is linked to the account that a challenge asks (TX-SEC-032, TX-SEC-042); null when it is, otherwise why it proves nothing.
 * The ticket is used up either way, with the answer that is kept: security asks again when it has heard none.
 */
export const proveChallengeScan =
  ({ store, vault, scans, audit, idempotency }: Pick<Deps, 'store' | 'vault' | 'scans' | 'audit' | 'idempotency'>) =>
  async ({ requestId, ...input }: ChallengeScanInput): Promise<ErrorCode | null> => {
    const { accountId, challengeId, ticket, authorisationCode } = input;
    const judged = await idempotency.once<Judged>({ operation: 'proveChallengeScan', caller: accountId, key: requestId, input }, async (keep) => {
      const identified = await scans.identify({ ticket, authorisationCode, purpose: 'CHALLENGE', accountId, challengeId });
      if (!identified.ok) return identified;
      const { kind, subject } = identified.value;
      return store.transaction(async (transaction): Promise<Result<Judged>> => {
        // Of any number of answers at once one goes on.
        if (!(await scans.consume(transaction, ticket))) return refuse({ code: 'SCAN_NOT_FOUND' });
        const account = await findOpenAccount(transaction, accountId);
        const method = account && (await findLoginMethod(transaction, accountId, kind));
        const isLinked = method !== null && method.identityIndex === identityIndex(vault, { accountKind: account!.kind, kind, subject });
        await audit.record(transaction, { accountId, event: 'CHALLENGE_SCANNED', details: { challengeId, isLinked } });
        await keep(transaction, { isLinked });
        return ok({ isLinked });
      });
    });
    if (!judged.ok) return judged.refusals[0]!.code;
    return judged.value.isLinked ? null : 'SCAN_IDENTITY_WRONG';
  };
