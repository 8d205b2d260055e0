import { newId } from '../../shared/ids.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { releaseToken, takeToken } from '../mfa-tokens/mfa-token-store.ts';
import type { ProtectionScope } from '../schema.generated.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { authenticatorChanged } from '../step-up/authenticator-changed.ts';
import type { MfaBinding } from './mfa-binding.entity.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import { mfaBound } from './mfa-notices.ts';
import { deleteDevice, insertDevice } from './mfa-store.ts';

interface Binding {
  binding: MfaBinding;
  /** The account's devices; one of the same kind is replaced. */
  bound: MfaDevice[];
  /** Counts as used: the code that bound the device is good for nothing else. */
  lastStep: number;
  /** In which protections MFA is switched on with it. */
  scopes: readonly ProtectionScope[];
}

/** Makes a device of a confirmed binding. Null when its token is not the account's any more. The caller holds the settings and has taken the binding. */
export const bindDevice = async (deps: Deps, transaction: Transaction, settings: SecuritySettings, { binding, bound, lastStep, scopes }: Binding): Promise<MfaDevice | null> => {
  const { accountId, sessionId, kind, name, secret, serialNumber } = binding;
  const [now, replaced] = [deps.clock.now(), bound.find((device) => device.kind === kind)];
  if (replaced) await deleteDevice(transaction, replaced.id);
  if (replaced?.serialNumber) await releaseToken(transaction, replaced.serialNumber);
  if (serialNumber !== null && !(await takeToken(transaction, serialNumber, accountId, now))) return null;
  const device: MfaDevice = { id: newId('mfa'), accountId, kind, name, secret, boundAt: now, lastStep, failures: 0, serialNumber };
  await insertDevice(transaction, device);
  await authenticatorChanged(deps, transaction, settings, { event: 'MFA_BOUND', sessionId, details: { mfaDeviceId: device.id, kind, replacedId: replaced?.id ?? null }, notice: mfaBound(scopes) });
  return device;
};
