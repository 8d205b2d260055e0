import { EntitySchema, type QueryRunner } from 'typeorm';
import { hash, instant, longText, nullable, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';
import type { ScanKind, ScanPurpose } from '../schema.generated.ts';
import type { ScanStatus } from './scan-states.ts';

/** One attempt to bring an identity that is held elsewhere. */
export interface Scan {
  /** The hash of what a QR code shows, which is itself a hash of the ticket. */
  id: string;
  kind: ScanKind;
  purpose: ScanPurpose;
  status: ScanStatus;
  /** Of BIND the account that started it; of CHALLENGE the one that is asked who is there; of APP the one that confirmed it. */
  accountId: string | null;
  /** Of CHALLENGE: the one that it may answer. */
  challengeId: string | null;
  /** Where the provider was told to send the browser back to. */
  redirectUri: string | null;
  /** What the provider has confirmed. */
  sealedIdentity: string | null;
  expiresAt: number;
}

const columns = {
  id: hash({ primary: true }),
  kind: text(24),
  purpose: text(16),
  status: text(16),
  accountId: text(20, nullable),
  challengeId: text(64, nullable),
  redirectUri: text(500, nullable),
  sealedIdentity: longText(nullable),
  expiresAt: instant(),
};

export const scanEntity = new EntitySchema<Scan>({
  name: 'scan',
  columns,
  indices: [
    { name: 'scan_account', columns: ['accountId'] },
    { name: 'scan_expiry', columns: ['expiresAt'] },
  ],
});

export const createScanTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'scan', columns, { index: { scan_account: ['accountId'], scan_expiry: ['expiresAt'] } });
