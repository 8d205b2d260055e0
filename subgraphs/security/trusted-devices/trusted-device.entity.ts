import { EntitySchema } from 'typeorm';
import { hash, id, instant, nullable, text } from '../../shared/store/columns.ts';

/** A device that passed the login check, and that its holder wants to be spared it. Known by its token, of which only the hash is stored. */
export interface TrustedDevice {
  id: string;
  accountId: string;
  tokenHash: string;
  /** The program, as it named itself. */
  device: string | null;
  city: string | null;
  trustedAt: number;
  /** Null for without an end. */
  expiresAt: number | null;
}

export const trustedDeviceColumns = {
  id: id(),
  accountId: text(20),
  tokenHash: hash(),
  device: text(200, nullable),
  city: text(64, nullable),
  trustedAt: instant(),
  expiresAt: instant(nullable),
};

export const trustedDeviceEntity = new EntitySchema<TrustedDevice>({
  name: 'trusted_device',
  columns: trustedDeviceColumns,
  indices: [
    { name: 'trusted_device_token', columns: ['tokenHash'], unique: true },
    { name: 'trusted_device_account', columns: ['accountId', 'trustedAt'] },
  ],
});
