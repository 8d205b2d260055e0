import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { normaliseCode } from '../../shared/codes.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { endUnansweredMfa } from '../settings/end-unanswered-mfa.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { authenticatorChanged } from '../step-up/authenticator-changed.ts';
import { releaseToken } from '../mfa-tokens/mfa-token-store.ts';
import { judgeMfaCode } from './judge-mfa-code.ts';
import { mfaUnbound } from './mfa-notices.ts';
import { deleteDevice, findDevices } from './mfa-store.ts';

const deviceNotFound: Refusal = { code: 'MFA_DEVICE_NOT_FOUND', path: ['mfaDeviceId'] };

/** Unbinds the device with its current code (TX-SEC-025), not that of another. With the last one no protection asks for MFA any more (TX-SEC-026), unless a passkey answers for it. */
export const unbindMfa = async (deps: Deps, viewer: Viewer, { mfaDeviceId, code }: { mfaDeviceId: string; code: string }): Promise<Result<SecurityView>> => {
  const { store, audit } = deps;
  const { accountId, sessionId } = viewer;
  const device = (await findDevices(store.read, accountId)).find(({ id }) => id === mfaDeviceId);
  if (!device) return refuse(deviceNotFound);
  const judgement = await judgeMfaCode(deps, accountId, normaliseCode(code), mfaDeviceId);
  if (!judgement.ok) {
    await store.transaction((transaction) => audit.record(transaction, { accountId, sessionId, event: 'MFA_UNBINDING_FAILED', details: { mfaDeviceId, operation: 'UNBIND_MFA', method: 'MFA' } }));
    return judgement;
  }
  return store.transaction(async (transaction) => {
    const settings = await holdSettingsOf(transaction, viewer);
    // The code of a device that was replaced meanwhile uses up nothing.
    if (!(await judgement.value(transaction))) return refuse({ code: 'CODE_WRONG', path: ['code'] });
    await deleteDevice(transaction, mfaDeviceId);
    if (device.serialNumber !== null) await releaseToken(transaction, device.serialNumber);
    const changed = await endUnansweredMfa(transaction, settings);
    await authenticatorChanged(deps, transaction, settings, { event: 'MFA_UNBOUND', sessionId, details: { mfaDeviceId }, notice: mfaUnbound(changed !== null) });
    return ok({ settings: changed ?? settings, viewer });
  });
};
