import type { Viewer } from '../../shared/caller.ts';
import { newId, newToken } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { hashSecret } from '../../shared/vault.ts';
import type { Deps } from '../deps.ts';
import { whyNameRefused } from '../mfa/mfa-rules.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { whyTooMany } from './passkey-rules.ts';
import { findPasskeys, putCeremony } from './passkey-store.ts';
import type { Passkey } from './passkey.entity.ts';
import { openCredential } from './sealed-credential.ts';
import { userHandleOf } from './user-handle.ts';
import { creationOptions } from './webauthn.ts';

interface StartedBinding {
  bindingId: string;
  /** PublicKeyCredentialCreationOptionsJSON, as text. */
  options: string;
  expiresAt: number;
}

/** Says what an authenticator has to make a passkey with. Nothing else changes until the binding is confirmed. */
export const startPasskeyBinding = async (deps: Deps, viewer: Viewer, { label = null }: { label?: string | null }): Promise<Result<StartedBinding>> => {
  const { store, clock, vault, audit, relyingParty, policy: { passkeys: policy, mfa } } = deps;
  const { accountId, sessionId } = viewer;
  const userName = (label ?? accountId).normalize('NFKC').trim();
  const nameRefusal = whyNameRefused(userName);
  if (nameRefusal) return refuse({ ...nameRefusal, path: ['label'] });
  const [bindingId, challenge, now] = [newId('binding'), newToken(), clock.now()];
  const expiresAt = now + policy.bindingLifetime;
  const bound = await store.transaction(async (transaction): Promise<Result<Passkey[]>> => {
    await holdSettingsOf(transaction, viewer);
    const passkeys = await findPasskeys(transaction, accountId);
    const refusal = whyTooMany(passkeys.length, policy);
    if (refusal) return refuse(refusal);
    await putCeremony(transaction, { id: bindingId, accountId, sessionId, challengeHash: hashSecret(challenge), expiresAt }, now);
    await audit.record(transaction, { accountId, sessionId, event: 'PASSKEY_BINDING_STARTED' });
    return ok(passkeys);
  });
  if (!bound.ok) return bound;
  const options = creationOptions({
    relyingParty,
    policy,
    rpName: mfa.issuer,
    userName,
    userHandle: userHandleOf(vault, accountId),
    challenge,
    bound: bound.value.map((passkey) => openCredential(vault, passkey)),
  });
  return ok({ bindingId, options, expiresAt });
};
