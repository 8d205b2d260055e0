import { EntitySchema } from 'typeorm';
import { count, id, instant, longText, nullable, text } from '../../shared/store/columns.ts';
import type { MfaDevice } from './mfa-device.entity.ts';

/** A device on the way to being bound; its secret is good for nothing else. An account has one of each kind, the last that was started. */
export interface MfaBinding extends Pick<MfaDevice, 'accountId' | 'kind' | 'name' | 'secret' | 'serialNumber'> {
  id: string;
  /** The session that started it, and the only one that may finish it; null inside a challenge. */
  sessionId: string | null;
  /** The challenge inside which it was started, and which finishing it passes. */
  challengeId: string | null;
  expiresAt: number;
  attempts: number;
}

export const mfaBindingColumns = {
  id: id(),
  accountId: text(20),
  sessionId: text(64, nullable),
  challengeId: text(64, nullable),
  kind: text(16),
  name: text(64),
  secret: longText(),
  serialNumber: text(32, nullable),
  expiresAt: instant(),
  attempts: count(),
};

export const mfaBindingEntity = new EntitySchema<MfaBinding>({
  name: 'mfa_binding',
  columns: mfaBindingColumns,
  indices: [{ name: 'mfa_binding_account_kind', columns: ['accountId', 'kind'], unique: true }],
});
