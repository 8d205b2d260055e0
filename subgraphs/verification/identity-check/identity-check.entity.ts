import { EntitySchema } from 'typeorm';
import { id, instant, longText, text } from '../../shared/store/columns.ts';
import type { IdentityCheckState } from '../schema.generated.ts';

/** One more look of a verified person into the camera, asked for by another service. */
export interface IdentityCheck {
  requestId: string;
  accountId: string;
  ticket: string;
  url: string;
  expiresAt: number;
  state: IdentityCheckState;
}

export const identityCheckColumns = {
  requestId: id(),
  accountId: text(20),
  ticket: text(255),
  url: longText(),
  expiresAt: instant(),
  state: text(32),
};

export const identityCheckEntity = new EntitySchema<IdentityCheck>({
  name: 'identity_check',
  columns: identityCheckColumns,
  indices: [{ name: 'identity_check_account', columns: ['accountId'] }],
});
