import { EntitySchema } from 'typeorm';
import { hash, id, instant, nullable, text } from '../../shared/store/columns.ts';

/** What an authenticator was asked to sign. It is looked at once. */
export interface PasskeyCeremony {
  /** The binding, or the challenge that is to be answered. */
  id: string;
  accountId: string;
  /** Of a binding: the session that started it, and the only one that may finish it. An answer belongs to whom its challenge belongs to. */
  sessionId: string | null;
  challengeHash: string;
  expiresAt: number;
}

export const passkeyCeremonyColumns = {
  id: id(),
  accountId: text(20),
  sessionId: text(64, nullable),
  challengeHash: hash(),
  expiresAt: instant(),
};

export const passkeyCeremonyEntity = new EntitySchema<PasskeyCeremony>({
  name: 'passkey_ceremony',
  columns: passkeyCeremonyColumns,
  indices: [{ name: 'passkey_ceremony_account', columns: ['accountId', 'sessionId'] }],
});
