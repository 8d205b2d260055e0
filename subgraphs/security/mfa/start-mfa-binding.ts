import type { Viewer } from '../../shared/caller.ts';
import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { normaliseSerialNumber, whyTokenRefused } from '../mfa-tokens/mfa-token-rules.ts';
import { findToken, isInvited } from '../mfa-tokens/mfa-token-store.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import { nameOfDevice, whyNameRefused } from './mfa-rules.ts';
import { putBinding } from './mfa-store.ts';
import { showSecret, type ShownSecret } from './show-secret.ts';
import { newTotpSecret } from './totp.ts';

export interface StartedBinding extends ShownSecret {
  bindingId: string;
  expiresAt: number;
}

interface Wanted {
  kind: MfaDevice['kind'];
  name: string | null;
  serialNumber: string | null;
}

const notShown: ShownSecret = { secret: null, otpauthUri: null, qrCode: null };

/** Makes the secret of a new app and shows it, once (TX-SEC-021, TX-SEC-022), or takes that of a token (TX-SEC-018). Nothing else changes until the binding is confirmed. */
export const startMfaBinding = async (deps: Deps, viewer: Viewer, { kind, ...input }: Wanted): Promise<Result<StartedBinding>> => {
  const { store, clock, vault, audit, policy } = deps;
  const { accountId, sessionId } = viewer;
  if (!policy.mfa.kinds.includes(kind)) return refuse({ code: 'CHECK_METHOD_NOT_OFFERED', path: ['kind'], policy: 'security.mfa.kinds', limit: policy.mfa.kinds.join(', ') });
  const name = nameOfDevice(input.name);
  const refusal = whyNameRefused(name);
  if (refusal) return refuse(refusal);

  const serialNumber = kind === 'HARDWARE' ? normaliseSerialNumber(input.serialNumber ?? '') : null;
  const token = serialNumber === null ? null : await findToken(store.read, serialNumber);
  const tokenRefusal = serialNumber === null ? null : whyTokenRefused(accountId, await isInvited(store.read, accountId), serialNumber, token);
  if (tokenRefusal) return refuse(tokenRefusal);

  const [bindingId, secret, expiresAt] = [newId('binding'), token ? vault.open(token.secret) : newTotpSecret(), clock.now() + policy.mfa.bindingLifetime];
  await store.transaction(async (transaction) => {
    await holdSettingsOf(transaction, viewer);
    await putBinding(transaction, { id: bindingId, accountId, sessionId, challengeId: null, kind, name, secret: vault.seal(secret), serialNumber, expiresAt, attempts: 0 });
    await audit.record(transaction, { accountId, sessionId, event: 'MFA_BINDING_STARTED', details: { kind } });
  });
  return ok({ bindingId, expiresAt, ...(token ? notShown : await showSecret(secret, accountId, policy.mfa)) });
};
