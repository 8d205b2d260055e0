import type { Viewer } from '../../shared/caller.ts';
import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { normaliseCode } from '../../shared/codes.ts';
import { findSession } from '../sessions/session-store.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import type { MfaBinding } from './mfa-binding.entity.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import { mfaBound } from './mfa-notices.ts';
import { bindingNotFound, whyNotPending, whyNotReplaced } from './mfa-rules.ts';
import { countBindingAttempt, deleteDevice, findBinding, findDevices, insertDevice, takeBinding } from './mfa-store.ts';
import { stepOfCodes } from './totp.ts';

/** Finishes a binding with the code that the app shows, or with as many in a row as the policy asks for (TX-SEC-021). */
export const confirmMfaBinding = async (deps: Deps, viewer: Viewer, { bindingId, codes }: { bindingId: string; codes: string[] }): Promise<Result<MfaDevice>> => {
  const { store, clock, vault, audit, policy: { mfa } } = deps;
  const { accountId, sessionId } = viewer;
  const look = async (): Promise<{ binding: MfaBinding | null; refusal: Refusal | null }> => {
    const binding = await findBinding(store.read, bindingId);
    return { binding, refusal: whyNotPending(binding, viewer, mfa, clock.now()) };
  };
  const { binding, refusal } = await look();
  if (refusal || !binding) return refuse(refusal ?? bindingNotFound);
  if (codes.length !== mfa.bindingCodes) return refuse({ code: 'CODE_WRONG', path: ['codes'], policy: 'security.mfa.bindingCodes', limit: mfa.bindingCodes });

  // Counted on its own, before the codes are looked at.
  const isCounted = await store.transaction((transaction) => countBindingAttempt(transaction, bindingId, mfa.bindingAttempts, clock.now()));
  if (!isCounted) return refuse((await look()).refusal ?? bindingNotFound);
  const lastStep = stepOfCodes(codes.map(normaliseCode), vault.open(binding.secret), clock.now(), mfa);
  if (lastStep === null) return refuse({ code: 'CODE_WRONG', path: ['codes'] });

  return store.transaction(async (transaction) => {
    // Held, so that of two confirmations at once the second finds the device of the first.
    const settings = await holdSettingsOf(transaction, viewer);
    if (!(await takeBinding(transaction, bindingId))) return refuse(bindingNotFound);
    const [bound] = await findDevices(transaction, accountId);
    const notReplaced = whyNotReplaced(bound, await findSession(transaction, viewer), mfa, clock.now());
    if (notReplaced) return refuse(notReplaced);
    if (bound) await deleteDevice(transaction, bound.id);
    const { kind, name, secret } = binding;
    // The step counts as used: the code that bound the device is good for nothing else.
    const device: MfaDevice = { id: newId('mfa'), accountId, kind, name, secret, boundAt: clock.now(), lastStep, failures: 0 };
    await insertDevice(transaction, device);
    await audit.record(transaction, { accountId, sessionId, event: 'MFA_BOUND', details: { mfaDeviceId: device.id, kind, replacedId: bound?.id ?? null } });
    await tellHolder(deps, transaction, settings, mfaBound);
    return ok(device);
  });
};
