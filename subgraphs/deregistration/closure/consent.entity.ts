import { EntitySchema } from 'typeorm';
import { id, instant, text } from '../../shared/store/columns.ts';

/** A text that was agreed to with an application. */
export interface Consent {
  id: string;
  closureId: string;
  textId: string;
  version: string;
  at: number;
}

export const consentColumns = { id: id(), closureId: text(64), textId: text(64), version: text(32), at: instant() };

export const consentEntity = new EntitySchema<Consent>({
  name: 'consent',
  columns: consentColumns,
  indices: [{ name: 'consent_closure', columns: ['closureId'] }],
});
