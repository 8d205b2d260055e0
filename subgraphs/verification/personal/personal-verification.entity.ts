import { EntitySchema } from 'typeorm';
import { id, instant, longText, nullable, text } from '../../shared/store/columns.ts';
import type { VerificationFailure, VerificationMethod, VerificationState } from '../schema.generated.ts';

/** One attempt of an account holder to be verified as a person. */
export interface PersonalVerification {
  id: string;
  accountId: string;
  state: VerificationState;
  method: VerificationMethod;
  /** Sealed. Kept only while the verification runs; afterwards what was verified stands in `verified_subject`. */
  name: string | null;
  /** Sealed. Kept like the name. */
  idNumber: string | null;
  faceTicket: string;
  faceUrl: string;
  faceExpiresAt: number;
  failure: VerificationFailure | null;
  startedAt: number;
  endedAt: number | null;
  /** The account while the verification runs, then null: a unique key, so that an account has one that runs. */
  openKey: string | null;
}

export const personalVerificationColumns = {
  id: id(),
  accountId: text(20),
  state: text(32),
  method: text(32),
  name: longText(nullable),
  idNumber: longText(nullable),
  faceTicket: text(255),
  faceUrl: longText(),
  faceExpiresAt: instant(),
  failure: text(32, nullable),
  startedAt: instant(),
  endedAt: instant(nullable),
  openKey: text(20, nullable),
};

export const personalVerificationEntity = new EntitySchema<PersonalVerification>({
  name: 'verification',
  columns: personalVerificationColumns,
  indices: [
    { name: 'verification_open_key', columns: ['openKey'], unique: true },
    { name: 'verification_account', columns: ['accountId', 'startedAt', 'endedAt'] },
  ],
});
