import { EntitySchema } from 'typeorm';
import { instant, longText, text } from '../../shared/store/columns.ts';
import type { RealNameKind, VerificationMethod } from '../schema.generated.ts';

/** Who an account belongs to, as verified (TX-VER-001). */
export interface VerifiedSubject {
  accountId: string;
  kind: RealNameKind;
  /** Sealed. */
  name: string;
  /** Sealed. */
  idNumber: string;
  method: VerificationMethod;
  verifiedAt: number;
}

export const verifiedSubjectColumns = {
  accountId: text(20, { primary: true }),
  kind: text(32),
  name: longText(),
  idNumber: longText(),
  method: text(32),
  verifiedAt: instant(),
};

export const verifiedSubjectEntity = new EntitySchema<VerifiedSubject>({ name: 'verified_subject', columns: verifiedSubjectColumns });
