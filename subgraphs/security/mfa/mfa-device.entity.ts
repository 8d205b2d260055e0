import { EntitySchema } from 'typeorm';
import { count, id, instant, longText, nullable, text } from '../../shared/store/columns.ts';

/** A device that makes the codes of an account; one of each kind. */
export interface MfaDevice {
  id: string;
  accountId: string;
  kind: 'VIRTUAL' | 'HARDWARE';
  name: string;
  /** Sealed. */
  secret: string;
  boundAt: number;
  /** The step of the newest code that was used: neither it nor an older one is good any more. */
  lastStep: number;
  /** Wrong codes since the last right one. */
  failures: number;
  /** Of a token; it is in one device at most. */
  serialNumber: string | null;
}

export const mfaDeviceColumns = {
  id: id(),
  accountId: text(20),
  kind: text(16),
  name: text(64),
  secret: longText(),
  boundAt: instant(),
  lastStep: count(),
  failures: count(),
  serialNumber: text(32, nullable),
};

export const mfaDeviceEntity = new EntitySchema<MfaDevice>({
  name: 'mfa_device',
  columns: mfaDeviceColumns,
  indices: [
    { name: 'mfa_device_account_kind', columns: ['accountId', 'kind'], unique: true },
    { name: 'mfa_device_serial_number', columns: ['serialNumber'], unique: true },
  ],
});
