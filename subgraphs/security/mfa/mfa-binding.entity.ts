import { EntitySchema } from 'typeorm';
import { count, id, instant, longText, text } from '../../shared/store/columns.ts';
import type { MfaDevice } from './mfa-device.entity.ts';

/** A device on the way to being bound; its secret is good for nothing else. An account has one of each kind, the last that was started. */
export interface MfaBinding extends Pick<MfaDevice, 'accountId' | 'kind' | 'name' | 'secret'> {
  id: string;
  /** The session that started it, and the only one that may finish it. */
  sessionId: string;
  expiresAt: number;
  attempts: number;
}

export const mfaBindingColumns = {
  id: id(),
  accountId: text(20),
  sessionId: text(64),
  kind: text(16),
  name: text(64),
  secret: longText(),
  expiresAt: instant(),
  attempts: count(),
};

export const mfaBindingEntity = new EntitySchema<MfaBinding>({
  name: 'mfa_binding',
  columns: mfaBindingColumns,
  indices: [{ name: 'mfa_binding_account_kind', columns: ['accountId', 'kind'], unique: true }],
});
