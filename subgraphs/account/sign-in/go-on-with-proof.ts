import type { Caller } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { findAccounts } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import type { AccountChoice, SignInEntrance, UnknownIdentity } from '../schema.generated.ts';
import { nothingKnown, type BegunSession, type SignInFacts } from '../security-service.ts';
import type { Candidate } from './candidate-store.ts';
import { insertChoice, type Choosing } from './choice-store.ts';
import { openSessionFor } from './open-session-for.ts';
import type { Proof } from './proof.ts';
import { recordSignIn } from './record-sign-in.ts';
import { whyOtherEntrance } from './sign-in-rules.ts';

/** What signing in came to: one of session, challenge, choice and unknown identity; none when the proof was right and security does not answer. */
export interface SignedIn extends Omit<BegunSession, 'refusal'> {
  choice: AccountChoice | null;
  unknownIdentity: UnknownIdentity | null;
  deviceToken: string | null;
  isNewAccount: boolean;
}

export const nothingYet: SignedIn = { session: null, challenge: null, choice: null, unknownIdentity: null, deviceToken: null, isNewAccount: false };

interface Wishes extends Pick<Choosing, 'linkTicket' | 'consents'> {
  trustToken: string | null;
  entrance: SignInEntrance;
  caller: Caller;
}

/** Turns a proved first factor into a session or a challenge, or, where it opens several accounts, into a choice. */
export const goOnWithProof =
  (deps: Deps) =>
  async ({ accounts: proved, identity, useUp, deviceToken, isNewAccount, facts: known }: Proof, { entrance, caller, trustToken, ...wishes }: Wishes): Promise<Result<SignedIn>> => {
    const { store, policy } = deps;
    const refusals = proved.map(({ account }) => whyOtherEntrance(account, entrance, policy.signIn));
    const accounts = proved.filter((_, index) => !refusals[index]);
    const only = accounts[0];
    if (!only) return refuse(...refusals.slice(0, 1).filter((refusal): refusal is Refusal => refusal !== null));
    const facts: SignInFacts = { ...nothingKnown, ...known, isNewAccount };
    const isOne = accounts.length === 1 || !identity;

    const hasToWrite = useUp || !isOne || wishes.linkTicket || wishes.consents.length > 0;
    const written = hasToWrite
      ? await store.transaction(async (transaction): Promise<Result<AccountChoice | null>> => {
          const lost = await useUp?.(transaction);
          if (lost) return refuse(lost);
          if (!isOne) return ok(await offerChoice(deps, transaction, accounts, identity, { ...wishes, facts }));
          await recordSignIn(deps, transaction, only.account.id, wishes);
          return ok(null);
        })
      : ok(null);
    if (!written.ok) return written;
    if (written.value) return ok({ ...nothingYet, choice: written.value, deviceToken });
    const begun = await openSessionFor(deps, only, identity, { facts, trustToken, caller });
    if (!begun.ok) return begun;
    const { session, challenge } = begun.value;
    return ok({ ...nothingYet, session, challenge, deviceToken, isNewAccount });
  };

/** So many an identity opens at most. */
export const mostToChoose = 50;

const offerChoice = async ({ vault, clock, policy }: Deps, transaction: Parameters<typeof insertChoice>[0], proved: Candidate[], identity: Parameters<typeof insertChoice>[2], wishes: Pick<Choosing, 'linkTicket' | 'consents' | 'facts'>): Promise<AccountChoice> => {
  const accounts = await findAccounts(transaction, proved.map(({ account }) => account.id));
  const shown = accounts.toSorted((a, b) => a.registeredAt - b.registeredAt).slice(0, mostToChoose);
  const versions = new Map(proved.map(({ account, password }) => [account.id, password?.version ?? null]));
  const expiresAt = clock.now() + policy.signIn.choiceLifetime;
  const ticket = await insertChoice(transaction, vault, identity, { ...wishes, accounts: shown.map(({ id }) => ({ id, passwordVersion: versions.get(id) ?? null })) }, expiresAt);
  return { ticket, expiresAt, accounts: shown.map(({ id, nickname, username, registeredAt }) => ({ id, nickname: nickname ?? '', username, registeredAt })) };
};
