import type { Caller } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { maySignIn } from '../accounts/account-states.ts';
import type { Deps } from '../deps.ts';
import type { ChooseAccountInput } from '../schema.generated.ts';
import { findCandidates } from './candidate-store.ts';
import { consumeChoice, countChoiceTry, findChoice } from './choice-store.ts';
import { nothingYet, type SignedIn } from './go-on-with-proof.ts';
import { openSessionFor } from './open-session-for.ts';
import { recordSignIn } from './record-sign-in.ts';

const notFound: Refusal = { code: 'CHOICE_NOT_FOUND' };

/** Goes on with one of the accounts that a proved identity opens (TX-ACC-014, HW-ACC-068). */
export const chooseAccount =
  (deps: Deps) =>
  async ({ ticket, accountId, trustToken = null }: ChooseAccountInput, caller: Caller): Promise<Result<SignedIn>> => {
    const { store, vault, clock, policy } = deps;
    // Counted on its own, before it is looked at: a refusal below rolls back, and the try must stay counted.
    if (!(await store.transaction((transaction) => countChoiceTry(transaction, ticket, clock.now())))) return refuse(notFound);
    const found = await findChoice(store.read, vault, ticket);
    const chosen = found?.choosing.accounts.find(({ id }) => id === accountId);
    if (!found || !chosen) return refuse(notFound);
    const { identity, choosing } = found;

    // What was proved minutes ago has to hold now: the identity still bound, the account open, the password the same.
    const candidate = (await findCandidates(store.read, vault, identity, policy.site)).find(({ account }) => account.id === accountId);
    const { passwordVersion } = chosen;
    if (!candidate || !maySignIn(candidate.account.status) || (passwordVersion !== null && candidate.password?.version !== passwordVersion)) return refuse(notFound);

    const used = await store.transaction(async (transaction) => {
      // Two right choices can arrive together; one of them goes on.
      if (!(await consumeChoice(transaction, ticket))) return refuse(notFound);
      await recordSignIn(deps, transaction, accountId, choosing);
      return ok(null);
    });
    if (!used.ok) return used;
    const begun = await openSessionFor(deps, { account: candidate.account, password: passwordVersion === null ? null : candidate.password }, identity, { facts: choosing.facts, trustToken, caller });
    if (!begun.ok) return begun;
    const { session, challenge } = begun.value;
    return ok({ ...nothingYet, session, challenge });
  };
