import type { Viewer } from '../../shared/caller.ts';
import { newToken } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { hashSecret } from '../../shared/vault.ts';
import { challengeNotFound, whyNotOpen } from '../challenges/challenge-rules.ts';
import { findChallenge } from '../challenges/challenge-store.ts';
import type { Deps } from '../deps.ts';
import { holdSettings } from '../settings/settings-store.ts';
import { findPasskeys, putCeremony } from './passkey-store.ts';
import type { Passkey } from './passkey.entity.ts';
import { openCredential } from './sealed-credential.ts';
import { requestOptions } from './webauthn.ts';

interface StartedAnswer {
  /** PublicKeyCredentialRequestOptionsJSON, as text. */
  options: string;
  expiresAt: number;
}

/** Says what a passkey of the account has to sign to answer an open challenge. What was to be signed for it before is good no more. */
export const startPasskeyAnswer = async (deps: Deps, viewer: Viewer | null, challengeId: string): Promise<Result<StartedAnswer>> => {
  const { store, clock, vault, relyingParty, policy } = deps;
  const [toSign, now] = [newToken(), clock.now()];
  const asked = await store.transaction(async (transaction): Promise<Result<{ passkeys: Passkey[]; expiresAt: number }>> => {
    const challenge = await findChallenge(transaction, challengeId);
    const refusal = whyNotOpen(challenge, viewer, policy.challenge, now);
    if (refusal || !challenge) return refuse(refusal ?? challengeNotFound);
    if (!challenge.methods.includes('PASSKEY')) return refuse({ code: 'CHECK_METHOD_NOT_OFFERED', path: ['challengeId'] });
    const { accountId, expiresAt } = challenge;
    if (!(await holdSettings(transaction, accountId))) return refuse(challengeNotFound);
    await putCeremony(transaction, { id: challengeId, accountId, sessionId: null, challengeHash: hashSecret(toSign), expiresAt }, now);
    return ok({ passkeys: await findPasskeys(transaction, accountId), expiresAt });
  });
  if (!asked.ok) return asked;
  const { passkeys, expiresAt } = asked.value;
  const bound = passkeys.map((passkey) => openCredential(vault, passkey));
  return ok({ options: requestOptions({ relyingParty, policy: policy.passkeys, challenge: toSign, bound, timeout: expiresAt - now }), expiresAt });
};
