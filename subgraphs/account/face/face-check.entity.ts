import { EntitySchema, type QueryRunner } from 'typeorm';
import { flag, hash, id, instant, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';
import type { LoginMethodKind } from '../schema.generated.ts';

/** One face that is to be shown for a sign-in name, whether or not an account has that name. */
export interface FaceCheck {
  /** The hash of the ticket. */
  id: string;
  kind: LoginMethodKind;
  identityIndex: string;
  /** What the service calls it. */
  capture: string;
  /** Whether a sign-in has taken it. */
  isTaken: boolean;
  expiresAt: number;
}

const columns = { id: id(), kind: text(24), identityIndex: hash(), capture: text(255), isTaken: flag(), expiresAt: instant() };

export const faceCheckEntity = new EntitySchema<FaceCheck>({
  name: 'face_check',
  columns,
  indices: [
    { name: 'face_check_identity', columns: ['identityIndex'] },
    { name: 'face_check_expiry', columns: ['expiresAt'] },
  ],
});

export const createFaceCheckTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'face_check', columns, { index: { face_check_identity: ['identityIndex'], face_check_expiry: ['expiresAt'] } });
