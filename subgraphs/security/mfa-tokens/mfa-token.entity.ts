import { EntitySchema } from 'typeorm';
import { instant, longText, nullable, text } from '../../shared/store/columns.ts';

/** A hardware token of the deployment. That one was allotted to an account is its invitation to bind it (TX-SEC-019). */
export interface MfaToken {
  serialNumber: string;
  accountId: string;
  /** Sealed. */
  secret: string;
  /** Since when it is one of the account's devices. */
  boundAt: number | null;
}

export const mfaTokenColumns = { serialNumber: text(32, { primary: true }), accountId: text(20), secret: longText(), boundAt: instant(nullable) };

export const mfaTokenEntity = new EntitySchema<MfaToken>({
  name: 'mfa_token',
  columns: mfaTokenColumns,
  indices: [{ name: 'mfa_token_account', columns: ['accountId'] }],
});
