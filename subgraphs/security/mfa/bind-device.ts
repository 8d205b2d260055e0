import { newId } from '../../shared/ids.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { releaseToken, takeToken } from '../mfa-tokens/mfa-token-store.ts';
import type { MfaBinding } from './mfa-binding.entity.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import { deleteDevice, insertDevice } from './mfa-store.ts';

interface Binding {
  binding: MfaBinding;
  /** The account's devices; one of the same kind is replaced. */
  bound: MfaDevice[];
  /** Counts as used: the code that bound the device is good for nothing else. */
  lastStep: number;
}

/** Makes a device of a confirmed binding. Null when its token is not the account's any more. The caller holds the account's settings and has taken the binding. */
export const bindDevice = async ({ clock, audit }: Pick<Deps, 'clock' | 'audit'>, transaction: Transaction, { binding, bound, lastStep }: Binding): Promise<MfaDevice | null> => {
  const { accountId, sessionId, kind, name, secret, serialNumber } = binding;
  const [now, replaced] = [clock.now(), bound.find((device) => device.kind === kind)];
  if (replaced) await deleteDevice(transaction, replaced.id);
  if (replaced?.serialNumber) await releaseToken(transaction, replaced.serialNumber);
  if (serialNumber !== null && !(await takeToken(transaction, serialNumber, accountId, now))) return null;
  const device: MfaDevice = { id: newId('mfa'), accountId, kind, name, secret, boundAt: now, lastStep, failures: 0, serialNumber };
  await insertDevice(transaction, device);
  await audit.record(transaction, { accountId, sessionId, event: 'MFA_BOUND', details: { mfaDeviceId: device.id, kind, replacedId: replaced?.id ?? null } });
  return device;
};
