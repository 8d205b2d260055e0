import { addConsent } from '../../shared/consents.ts';
import type { Viewer } from '../../shared/caller.ts';
import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { beginChecks } from '../checks/begin-checks.ts';
import type { Deps } from '../deps.ts';
import type { StartDeregistrationInput } from '../schema.generated.ts';
import type { Closure } from './closure.entity.ts';
import { tidyRemark, whyNotStarted } from './closure-rules.ts';
import { findOwnClosure, insertClosure } from './closure-store.ts';

/** Applies for the closure of the caller's account and begins the checks. Whoever comes here has proved just now who they are (TX-DER-003). */
export const startDeregistration = (deps: Deps) => {
  const { idempotency, store, policy, clock, vault, audit } = deps;
  return async (viewer: Viewer, { idempotencyKey, ...input }: StartDeregistrationInput): Promise<Result<Closure>> => {
    const { accountId, sessionId } = viewer;
    const request = { operation: 'startDeregistration', caller: accountId, key: idempotencyKey, input };
    const started = await idempotency.once<string>(request, async (keep) => {
      const refusals = whyNotStarted(input, policy.value);
      if (refusals.length > 0) return refuse(...refusals);
      const remark = tidyRemark(input.remark);
      const closure: Closure = {
        id: newId('closure'),
        accountId,
        state: 'CHECKING',
        reasons: [...new Set(input.reasons)],
        remark: remark && vault.seal(remark),
        startedAt: clock.now(),
        endedAt: null,
        run: 1,
        identityRequestId: null,
        openKey: accountId,
      };
      return store.transaction(async (transaction) => {
        if (!(await insertClosure(transaction, closure))) return refuse({ code: 'DEREGISTRATION_ALREADY_OPEN' });
        for (const agreement of policy.value.agreements) await addConsent(transaction, closure.id, agreement, closure.startedAt);
        await beginChecks(deps, transaction, closure);
        await audit.record(transaction, { accountId, event: 'DEREGISTRATION_STARTED', sessionId, details: { closureId: closure.id, reasons: closure.reasons } });
        await keep(transaction, closure.id);
        return ok(closure.id);
      });
    });
    // A repeated request is told how far the closure is now.
    return started.ok ? ok((await findOwnClosure(store.read, started.value, accountId))!) : started;
  };
};
