import { setTimeout as pause } from 'node:timers/promises';
import type { Viewer } from '../../shared/caller.ts';
import { second } from '../../shared/duration.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { whatBlocks } from '../checks/check-kinds.ts';
import { keepFinding, replaceChecks } from '../checks/check-store.ts';
import type { Inventory } from '../checks/cloud-inventory.ts';
import { toFinding } from '../checks/finding.ts';
import type { Deps } from '../deps.ts';
import { erasureJob } from '../erasure/carry-out-closure.ts';
import { followIdentityCheck, type Followed } from '../identity/follow-identity-check.ts';
import type { ConfirmDeregistrationInput } from '../schema.generated.ts';
import { within } from '../within.ts';
import type { Closure } from './closure.entity.ts';
import { notOpen, whyRefused } from './closure-rules.ts';
import { findClosure, findOwnClosure } from './closure-store.ts';
import { moveClosure, moveOnRequest } from './move-closure.ts';

/** Well before the gateway gives the mutation up. What is not known by then is not told: a closure that is usually CLOSED at once may still be CLOSING. */
const answerWithin = 5 * second;

const whyIdentityIsOpen = ({ identityCheck }: Followed): Refusal | null => {
  if (!identityCheck) return null;
  return { code: identityCheck.state === 'FAILED' ? 'IDENTITY_CHECK_FAILED' : 'IDENTITY_CHECK_PENDING' };
};

/** Null when what has to be asked does not answer in time. */
const tryToAsk = async <T>({ log }: Deps, what: string, timeLeft: number, question: () => Promise<T>): Promise<T | null> => {
  try {
    return await within(timeLeft, question());
  } catch (error) {
    log.warn({ what, reason: String(error), cause: String((error as Error).cause ?? '') }, 'could not be asked before a closure');
    return null;
  }
};

/** What came in the way since the checks blocks the closure anew. True when there is something. */
const blockAgain = async (deps: Deps, closure: Closure, inventory: Inventory): Promise<boolean> => {
  const kinds = deps.policy.value.checks;
  const findings = kinds.map((kind) => ({ kind, ...toFinding(whatBlocks[kind](inventory), deps.vault) }));
  if (findings.every(({ found }) => found === 0)) return false;
  await deps.store.transaction(async (transaction) => {
    if (!(await moveClosure(deps, transaction, closure, { event: 'found' }))) return;
    await replaceChecks(transaction, closure, kinds);
    for (const { kind, found, items } of findings) await keepFinding(transaction, closure, kind, found, items);
  });
  return true;
};

/** Confirms the closure: from here on it is carried out, whatever happens, and nobody can stop it. */
export const confirmDeregistration =
  (deps: Deps) =>
  async (viewer: Viewer, { deregistrationId }: ConfirmDeregistrationInput): Promise<Result<Closure>> => {
    const { store, jobs, inventory } = deps;
    const answerBy = performance.now() + answerWithin;
    const timeLeft = (): number => Math.max(0, answerBy - performance.now());
    const own = await findOwnClosure(store.read, deregistrationId, viewer.accountId);
    if (!own) return refuse(notOpen);

    const followed = await tryToAsk(deps, 'verification', timeLeft(), () => followIdentityCheck(deps, own));
    if (!followed) return refuse({ code: 'PROVIDER_UNAVAILABLE' });
    const refusal = whyIdentityIsOpen(followed) ?? whyRefused(followed.closure.state, 'confirm');
    if (refusal) return refuse(refusal);

    // The checks may be days old: what was created since must not be lost with the account.
    const owned = await tryToAsk(deps, 'the cloud inventory', timeLeft(), () => inventory.read(viewer.accountId));
    if (!owned) return refuse({ code: 'PROVIDER_UNAVAILABLE' });
    if (await blockAgain(deps, followed.closure, owned)) return refuse({ code: 'BLOCKERS_REMAIN' });

    let jobId: string | null = null;
    const confirmed = await moveOnRequest(deps, viewer, deregistrationId, { event: 'confirm' }, async (transaction, { id }) => {
      jobId = await jobs.add(transaction, { kind: erasureJob, payload: { closureId: id }, uniqueKey: `erasure:${id}` });
      return null;
    });
    if (!confirmed.ok) return confirmed;
    if (jobId) await Promise.race([jobs.runNow(jobId), pause(timeLeft(), null, { ref: false })]);
    return ok((await findClosure(store.read, deregistrationId)) ?? confirmed.value);
  };
