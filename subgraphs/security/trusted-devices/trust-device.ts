import { newId, newToken } from '../../shared/ids.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { hashSecret } from '../../shared/vault.ts';
import type { Challenge } from '../challenges/challenge.entity.ts';
import type { Deps } from '../deps.ts';
import { cityOfAddress } from '../sessions/city-of-address.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { mayTrustAfter } from './trust-rules.ts';
import { insertTrustedDevice } from './trusted-device-store.ts';

/** Trusts the device that has passed a login check, for the policy's time (TX-SEC-037), and gives its token; null where that is not permitted, at the challenge's time or now. */
export const trustDevice = async ({ clock, audit, policy: { loginProtection } }: Deps, transaction: Transaction, settings: SecuritySettings, { accountId, reason, mayTrustDevice, device }: Challenge, address: string | null): Promise<string | null> => {
  if (!mayTrustDevice || !mayTrustAfter(reason, settings, loginProtection)) return null;
  const { lifetime, most } = loginProtection.trust;
  const [token, now, id] = [newToken(), clock.now(), newId('device')];
  await insertTrustedDevice(transaction, { id, accountId, tokenHash: hashSecret(token), device, city: cityOfAddress(address), trustedAt: now, expiresAt: lifetime === null ? null : now + lifetime }, most);
  await audit.record(transaction, { accountId, event: 'DEVICE_TRUSTED', details: { trustedDeviceId: id } });
  return token;
};
