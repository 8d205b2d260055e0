import type { AuditEntry } from '../../shared/audit.ts';
import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Base } from '../../shared/run-subgraph.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Closure } from './closure.entity.ts';
import { notOpen, whyRefused } from './closure-rules.ts';
import { isEnd, transitions, type ClosureEvent } from './closure-states.ts';
import { changeClosure, findOwnClosure } from './closure-store.ts';

interface Move {
  event: ClosureEvent;
  /** The session of the holder who asked for it. Left out when no person did. */
  sessionId?: string;
  changes?: Pick<Partial<Closure>, 'identityRequestId'>;
  details?: AuditEntry['details'];
}

type Deps = Pick<Base<unknown>, 'clock' | 'audit'>;

/** Carries out one transition, with its audit entry. Null when the table does not have it, or when something else moved the closure first. */
export const moveClosure = async ({ clock, audit }: Deps, transaction: Transaction, closure: Closure, { event, sessionId, changes, details }: Move): Promise<Closure | null> => {
  const state = transitions[closure.state][event];
  if (!state) return null;
  const moved: Closure = {
    ...closure,
    ...changes,
    state,
    run: state === 'CHECKING' ? closure.run + 1 : closure.run,
    endedAt: isEnd(state) ? clock.now() : null,
    openKey: state === 'WITHDRAWN' ? null : closure.openKey,
  };
  const { run, endedAt, openKey, identityRequestId } = moved;
  if (!(await changeClosure(transaction, closure, { state, run, endedAt, openKey, identityRequestId }))) return null;
  await audit.record(transaction, {
    accountId: closure.accountId,
    event: `DEREGISTRATION_${state}`,
    sessionId: sessionId ?? null,
    details: { closureId: closure.id, by: event, ...details },
  });
  return moved;
};

/**
 * Carries out what a holder asked for, in one transaction with `also`.
 * The checks, the camera or another request may move the closure between the look at it and the update: then it is looked at
 * again, so that for example a withdrawal is not refused because a check ended in the same moment (TX-DER-028).
 */
export const moveOnRequest = (
  deps: Deps & Pick<Base<unknown>, 'store'>,
  { accountId, sessionId }: Viewer,
  closureId: string,
  move: Omit<Move, 'sessionId'>,
  also: (transaction: Transaction, moved: Closure) => Promise<Refusal | null> = async () => null,
): Promise<Result<Closure>> =>
  deps.store.transaction(async (transaction) => {
    for (;;) {
      const closure = await findOwnClosure(transaction, closureId, accountId);
      if (!closure) return refuse(notOpen);
      const refusal = whyRefused(closure.state, move.event);
      if (refusal) return refuse(refusal);
      const moved = await moveClosure(deps, transaction, closure, { ...move, sessionId });
      if (!moved) continue;
      const furtherRefusal = await also(transaction, moved);
      return furtherRefusal ? refuse(furtherRefusal) : ok(moved);
    }
  });
