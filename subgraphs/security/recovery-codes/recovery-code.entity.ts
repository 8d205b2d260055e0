import { EntitySchema } from 'typeorm';
import { count, hash, instant, nullable, text } from '../../shared/store/columns.ts';

/** The recovery codes of an account, as one thing: a new set takes the place of the one before. */
export interface RecoveryCodeSet {
  accountId: string;
  generatedAt: number;
  /** Wrong codes since the last right one. */
  failures: number;
}

export interface RecoveryCode {
  /** Keyed, and over the account too: equal codes of two accounts do not look alike. */
  codeHash: string;
  accountId: string;
  usedAt: number | null;
}

export const recoveryCodeSetColumns = { accountId: text(20, { primary: true }), generatedAt: instant(), failures: count() };
export const recoveryCodeColumns = { codeHash: hash({ primary: true }), accountId: text(20), usedAt: instant(nullable) };

export const recoveryCodeSetEntity = new EntitySchema<RecoveryCodeSet>({ name: 'recovery_code_set', columns: recoveryCodeSetColumns });

export const recoveryCodeEntity = new EntitySchema<RecoveryCode>({
  name: 'recovery_code',
  columns: recoveryCodeColumns,
  indices: [{ name: 'recovery_code_account', columns: ['accountId'] }],
});
