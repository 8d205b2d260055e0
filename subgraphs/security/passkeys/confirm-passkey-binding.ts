import type { Viewer } from '../../shared/caller.ts';
import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { whyNameRefused, whyNotReplaced } from '../mfa/mfa-rules.ts';
import { findDevices } from '../mfa/mfa-store.ts';
import { findSession } from '../sessions/session-store.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { authenticatorChanged } from '../step-up/authenticator-changed.ts';
import { passkeyBound } from './passkey-notices.ts';
import { bindingNotFound, isPending, notVerified, whyTooMany } from './passkey-rules.ts';
import { countPasskeys, findCeremony, insertPasskey, takeCeremony } from './passkey-store.ts';
import type { Passkey } from './passkey.entity.ts';
import { hashCredentialId, sealCredential } from './sealed-credential.ts';
import { verifyCreation } from './webauthn.ts';

interface Confirmation {
  bindingId: string;
  /** RegistrationResponseJSON, as text. */
  response: string;
  name: string | null;
}

const usualName = 'Passkey';

/** Finishes a binding with what the authenticator made. */
export const confirmPasskeyBinding = async (deps: Deps, viewer: Viewer, { bindingId, response, name: wanted }: Confirmation): Promise<Result<Passkey>> => {
  const { store, clock, vault, relyingParty, policy: { mfa, passkeys: policy } } = deps;
  const { accountId, sessionId } = viewer;
  const name = (wanted ?? usualName).normalize('NFKC').trim();
  const nameRefusal = whyNameRefused(name);
  if (nameRefusal) return refuse(nameRefusal);
  const ceremony = await findCeremony(store.read, bindingId);
  if (!ceremony || !isPending(ceremony, viewer, clock.now())) return refuse(bindingNotFound);
  // Taken on its own, before the response is looked at: what was to be signed is good for one look.
  if (!(await store.transaction((transaction) => takeCeremony(transaction, ceremony, clock.now())))) return refuse(bindingNotFound);
  const created = await verifyCreation({ relyingParty, policy, challengeHash: ceremony.challengeHash }, response);
  if (!created) return refuse(notVerified('response'));

  return store.transaction(async (transaction) => {
    // Held, so that of many confirmations at once each finds the passkeys of those before it.
    const settings = await holdSettingsOf(transaction, viewer);
    // A passkey answers for the device: who could add one by an SMS would have a way around it.
    const notProven = whyNotReplaced(await findDevices(transaction, accountId), await boundMethods(transaction, settings), await findSession(transaction, viewer), mfa, clock.now());
    const refusal = notProven ?? whyTooMany(await countPasskeys(transaction, accountId), policy);
    if (refusal) return refuse(refusal);
    const { credential, counter, isSyncable, isBackedUp } = created;
    const passkey: Passkey = {
      id: newId('passkey'),
      accountId,
      name,
      credentialHash: hashCredentialId(vault, credential.id),
      credential: sealCredential(vault, credential),
      counter,
      isSyncable,
      isBackedUp,
      boundAt: clock.now(),
      lastUsedAt: null,
    };
    // A credential that another account has is refused like any that is not as it should be: it tells nothing of that account.
    if (!(await insertPasskey(transaction, passkey))) return refuse(notVerified('response'));
    await authenticatorChanged(deps, transaction, settings, { event: 'PASSKEY_BOUND', sessionId, details: { passkeyId: passkey.id }, notice: passkeyBound });
    return ok(passkey);
  });
};
