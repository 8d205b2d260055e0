import { EntitySchema, type QueryRunner } from 'typeorm';
import { flag, hash, id, instant, longText, nullable, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';
import type { ContactKind } from '../schema.generated.ts';

/** A new contact that was asked for; an account has one of each kind, the latest. */
export interface PendingContact {
  id: string;
  accountId: string;
  kind: Extract<ContactKind, 'PHONE' | 'EMAIL'>;
  sealedTo: string;
  /** The token of the link is known only to who reads the message. */
  tokenHash: string;
  expiresAt: number;
  /** Whether the security e-mail becomes the same (TX-ACC-046); was proved to be the holder's wish. */
  syncSecurityEmail: boolean;
  /** Null until it is in force. Kept until the link is too old, so that it can be opened twice. */
  confirmedAt: number | null;
}

const columns = {
  id: id(),
  accountId: text(20),
  kind: text(8),
  sealedTo: longText(),
  tokenHash: hash(),
  expiresAt: instant(),
  syncSecurityEmail: flag(),
  confirmedAt: instant(nullable),
};

export const pendingContactEntity = new EntitySchema<PendingContact>({
  name: 'pending_contact',
  columns,
  indices: [
    { name: 'pending_contact_account', columns: ['accountId', 'kind'], unique: true },
    { name: 'pending_contact_token', columns: ['tokenHash'], unique: true },
  ],
});

export const createPendingContactTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'pending_contact', columns, { unique: { pending_contact_account: ['accountId', 'kind'], pending_contact_token: ['tokenHash'] } });
