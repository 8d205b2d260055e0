import { moveClosure } from '../closure/move-closure.ts';
import { findClosure } from '../closure/closure-store.ts';
import type { Closure } from '../closure/closure.entity.ts';
import type { Deps } from '../deps.ts';
import { requestIdentityCheck } from '../verification-service.ts';
import { givenUpAs, whatBlocks } from './check-kinds.ts';
import { findChecks, findGiveUpToSend, keepFinding, markGiveUpDone } from './check-store.ts';
import { toFinding } from './finding.ts';

/** Tells the cloud what the holder gave up with this run, before it is looked at again (TX-DER-021). */
const sendGiveUp = async ({ store, inventory, clock }: Deps, closure: Closure): Promise<void> => {
  const giveUp = await findGiveUpToSend(store.read, closure);
  if (!giveUp) return;
  for (const kind of givenUpAs[giveUp.kind]) await inventory.giveUp(closure.accountId, { id: `${giveUp.id}.${kind}`, kind });
  await store.transaction((transaction) => markGiveUpDone(transaction, giveUp.id, clock.now()));
};

/** Each check looks for itself and is kept at once: that is the progress people see, and where a run goes on that was cut off. */
const look = async ({ store, inventory, vault }: Deps, closure: Closure): Promise<boolean> => {
  for (const { kind } of (await findChecks(store.read, closure.id)).filter(({ state }) => state === 'PENDING')) {
    const { found, items } = toFinding(whatBlocks[kind](await inventory.read(closure.accountId)), vault);
    await store.transaction((transaction) => keepFinding(transaction, closure, kind, found, items));
  }
  return (await findChecks(store.read, closure.id)).some(({ state }) => state === 'BLOCKED');
};

/** A verified person has to look into the camera; everybody else has nothing more to prove (TX-DER-023, TX-DER-029, TX-DER-030). */
const askForIdentity = async ({ policy, services }: Deps, { id, run, accountId }: Closure): Promise<string | null> => {
  if (!policy.value.identityCheckForVerified) return null;
  // The same for every repetition of this run, and another one for the next: whoever has the checks done again proves the identity again.
  const requestId = `${id}.${run}`;
  return (await requestIdentityCheck(services, accountId, requestId)) ? requestId : null;
};

/** The job that carries out one run of the checks. Whatever does not answer makes it throw, and it is done again: until then the closure stays CHECKING. */
export const carryOutChecks =
  (deps: Deps) =>
  async ({ closureId, run }: { closureId: string; run: number }): Promise<void> => {
    const closure = await findClosure(deps.store.read, closureId);
    if (closure?.state !== 'CHECKING' || closure.run !== run) return;
    await sendGiveUp(deps, closure);
    const isBlocked = await look(deps, closure);
    const identityRequestId = isBlocked ? null : await askForIdentity(deps, closure);
    const event = isBlocked ? 'found' : identityRequestId ? 'askIdentity' : 'clear';
    // Loses against a withdrawal that came meanwhile, and then has nothing more to say.
    await deps.store.transaction((transaction) => moveClosure(deps, transaction, closure, { event, changes: { identityRequestId } }));
  };
