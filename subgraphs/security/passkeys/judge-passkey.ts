import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Challenge } from '../challenges/challenge.entity.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { holdSettings } from '../settings/settings-store.ts';
import { passkeyMaybeCopied } from './passkey-notices.ts';
import { isCounterBack, notVerified } from './passkey-rules.ts';
import { findCeremony, findPasskey, takeCeremony, usePasskey } from './passkey-store.ts';
import type { Passkey } from './passkey.entity.ts';
import { hashCredentialId, openCredential } from './sealed-credential.ts';
import { userHandleOf } from './user-handle.ts';
import { readAssertion, verifyAssertion } from './webauthn.ts';

/** Somebody may have a copy of the authenticator: the holder hears of it, and it is on record. */
const reportCopy = (deps: Deps, { accountId, sessionId }: Challenge, { id }: Passkey): Promise<void> =>
  deps.store.transaction(async (transaction) => {
    const settings = await holdSettings(transaction, accountId);
    if (!settings) return;
    await deps.audit.record(transaction, { accountId, sessionId, event: 'PASSKEY_COUNTER_WENT_BACK', details: { passkeyId: id } });
    await tellHolder(deps, transaction, settings, passkeyMaybeCopied);
  });

/** Judges the assertion of a passkey of the challenge's account. Gives what writes its use down, in a transaction, once. */
export const judgePasskey = async (deps: Deps, challenge: Challenge, text: string): Promise<Result<(transaction: Transaction) => Promise<boolean>>> => {
  const { store, clock, vault, relyingParty, policy: { passkeys: policy } } = deps;
  const { accountId } = challenge;
  const wrong = refuse(notVerified('passkey'));
  const ceremony = await findCeremony(store.read, challenge.id);
  // Taken on its own, before the assertion is looked at: what was to be signed is good for one look, also for fifty answers at once.
  if (!ceremony || !(await store.transaction((transaction) => takeCeremony(transaction, ceremony, clock.now())))) return wrong;
  const assertion = readAssertion(text);
  const passkey = assertion && (await findPasskey(store.read, accountId, hashCredentialId(vault, assertion.id)));
  if (!assertion || !passkey) return wrong;
  const stated = await verifyAssertion({ relyingParty, policy, challengeHash: ceremony.challengeHash }, assertion, openCredential(vault, passkey), userHandleOf(vault, accountId));
  if (!stated || stated.isSyncable !== passkey.isSyncable) return wrong;
  // It stays bound: what a copy means for the account is for the relying party to weigh (WebAuthn L3 7.2), two answers given at once can also overtake each other, and who could unbind it so would lock the holder out.
  if (isCounterBack(passkey, stated.counter)) {
    await reportCopy(deps, challenge, passkey);
    return wrong;
  }
  return ok((transaction) => usePasskey(transaction, passkey.id, stated, clock.now()));
};
