import { newNumber } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { maySignIn } from '../accounts/account-states.ts';
import type { Deps } from '../deps.ts';
import { giveFaceCheckBack, takeFaceCheck } from '../face/face-check-store.ts';
import { faceCheckNotFound } from '../face/face-service.ts';
import { findCandidates, type Candidate } from './candidate-store.ts';
import type { Asked, Proof } from './proof.ts';
import { noteFailedSignIn } from './record-failed-sign-in.ts';
import { comparisonsOf, failed } from './sign-in-rules.ts';

/**
 * A face that was shown for a name (BD-ACC-029), compared by the service with that which is enrolled for the account.
 * An unknown name, the face of somebody else, an account without a face and one that may not be signed in to take the same steps and look the same.
 */
export const proveFace = async (deps: Deps, { input, caller }: Asked): Promise<Result<Proof>> => {
  const { store, clock, vault, policy, faces, guesses, audit, log } = deps;
  const { ticket, faceToken: token, captcha, deviceToken } = input;
  // Taken before the face is compared: one face is one guess, however many requests bring it.
  const check = ticket && token ? await store.transaction((transaction) => takeFaceCheck(transaction, ticket, clock.now())) : null;
  if (!check || !token) return refuse(faceCheckNotFound);
  const { id, kind, identityIndex, capture } = check;
  const comparisons = comparisonsOf(kind, policy);

  let failuresBefore = 0;
  const write = async (transaction: Transaction, found: Candidate[], failures: number): Promise<void> => {
    failuresBefore = failures;
    for (const { account } of found) await audit.record(transaction, { accountId: account.id, event: 'SIGN_IN_FACE_PROVED' });
  };
  const judge = async (): Promise<Result<Candidate[] | null>> => {
    const candidates = (await findCandidates(store.read, vault, check, policy.site)).slice(0, comparisons);
    // Nobody is enrolled under a number that was never given; should one be, it is no candidate.
    const padding = Array.from({ length: comparisons - candidates.length }, () => newNumber(12));
    const compared = await faces.compare({ id, capture, token, accountIds: [...candidates.map(({ account }) => account.id), ...padding] });
    if (!compared.ok) return compared;
    const right = candidates.filter(({ account }) => compared.value.includes(account.id) && maySignIn(account.status)).map(({ account }) => ({ account, password: null }));
    // Counted as a password is, under the same name: what was found is said to nobody who may not guess now.
    return guesses.judge(identityIndex, async () => (right.length > 0 ? right : null), write, { address: caller.address, captcha, deviceToken });
  };

  // What was not judged leaves the face good for another try.
  const mayTryAgain = (): Promise<void> => store.transaction((transaction) => giveFaceCheckBack(transaction, check));
  const judged = await judge().catch(async (error: unknown) => {
    await mayTryAgain();
    throw error;
  });
  if (!judged.ok) {
    await mayTryAgain();
    log.info({ event: judged.refusals[0]!.code, signInName: identityIndex.slice(0, 16), requestId: caller.requestId }, 'sign-in refused');
    return judged;
  }
  const identity = { kind, identityIndex };
  if (!judged.value) {
    await noteFailedSignIn(deps, { identity, accounts: comparisons, method: 'FACE', caller });
    return refuse(failed);
  }
  return ok({
    accounts: judged.value,
    identity,
    useUp: null,
    deviceToken: guesses.issueDeviceToken(identityIndex),
    isNewAccount: false,
    facts: { isKnownDevice: guesses.isKnownDevice(deviceToken, identityIndex), failuresBefore },
  });
};
