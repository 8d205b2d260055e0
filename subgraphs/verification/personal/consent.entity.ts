import { EntitySchema } from 'typeorm';
import { instant, text } from '../../shared/store/columns.ts';

/** That an account holder agreed to the processing of identity data, in one version of the text, and since when (PIPL 29). */
export interface Consent {
  accountId: string;
  textId: string;
  version: string;
  at: number;
}

export const consentColumns = {
  accountId: text(20, { primary: true }),
  textId: text(64, { primary: true }),
  version: text(32, { primary: true }),
  at: instant(),
};

export const consentEntity = new EntitySchema<Consent>({ name: 'consent', columns: consentColumns });
