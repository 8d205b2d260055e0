import QRCode from 'qrcode';
import type { Viewer } from '../../shared/caller.ts';
import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import { whyNameRefused } from './mfa-rules.ts';
import { putBinding } from './mfa-store.ts';
import { newTotpSecret, otpauthUri } from './totp.ts';

interface StartedBinding {
  bindingId: string;
  secret: string;
  otpauthUri: string;
  /** An SVG document. */
  qrCode: string;
  expiresAt: number;
}

const usualName = 'MFA';

/** Makes the secret of a new device and shows it, once (TX-SEC-021, TX-SEC-022). Nothing else changes until the binding is confirmed. */
export const startMfaBinding = async (deps: Deps, viewer: Viewer, input: { kind: MfaDevice['kind']; name: string | null }): Promise<Result<StartedBinding>> => {
  const { store, clock, vault, audit, policy } = deps;
  const { accountId, sessionId } = viewer;
  const { kind } = input;
  if (!policy.mfa.kinds.includes(kind)) return refuse({ code: 'CHECK_METHOD_NOT_OFFERED', path: ['kind'], policy: 'security.mfa.kinds', limit: policy.mfa.kinds.join(', ') });
  const name = (input.name ?? usualName).normalize('NFKC').trim();
  const refusal = whyNameRefused(name);
  if (refusal) return refuse(refusal);
  const [bindingId, secret, expiresAt] = [newId('binding'), newTotpSecret(), clock.now() + policy.mfa.bindingLifetime];
  await store.transaction(async (transaction) => {
    await holdSettingsOf(transaction, viewer);
    await putBinding(transaction, { id: bindingId, accountId, sessionId, kind, name, secret: vault.seal(secret), expiresAt, attempts: 0 });
    await audit.record(transaction, { accountId, sessionId, event: 'MFA_BINDING_STARTED', details: { kind } });
  });
  const uri = otpauthUri(secret, accountId, policy.mfa);
  return ok({ bindingId, secret, otpauthUri: uri, qrCode: await QRCode.toString(uri, { type: 'svg' }), expiresAt });
};
