import { EntitySchema } from 'typeorm';
import { flag, hash, id, instant, longText, nullable, text } from '../../shared/store/columns.ts';

/** A WebAuthn credential that proves who is there. */
export interface Passkey {
  id: string;
  accountId: string;
  name: string;
  /** Of the credential's id, keyed: it finds the passkey, and belongs to one account. */
  credentialHash: string;
  /** Sealed JSON: what an assertion is checked against. */
  credential: string;
  /** As the last assertion stated it; 0 where the authenticator does not count. */
  counter: number;
  /** Whether it can be copied to other devices, which a credential never changes. */
  isSyncable: boolean;
  /** Whether there was a copy of it at the last assertion. */
  isBackedUp: boolean;
  boundAt: number;
  lastUsedAt: number | null;
}

export const passkeyColumns = {
  id: id(),
  accountId: text(20),
  name: text(64),
  credentialHash: hash(),
  credential: longText(),
  // As wide as an instant: it has 32 bits and no sign.
  counter: instant(),
  isSyncable: flag(),
  isBackedUp: flag(),
  boundAt: instant(),
  lastUsedAt: instant(nullable),
};

export const passkeyEntity = new EntitySchema<Passkey>({
  name: 'passkey',
  columns: passkeyColumns,
  indices: [
    { name: 'passkey_credential', columns: ['credentialHash'], unique: true },
    { name: 'passkey_account', columns: ['accountId', 'boundAt'] },
  ],
});
