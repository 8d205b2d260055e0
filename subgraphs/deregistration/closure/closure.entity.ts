import { EntitySchema } from 'typeorm';
import { count, id, instant, json, longText, nullable, text } from '../../shared/store/columns.ts';
import type { DeregistrationReason, DeregistrationState } from '../schema.generated.ts';

/** One closure of an account. What is left of it when the account is gone: its id, the account, state, reasons and times. */
export interface Closure {
  id: string;
  accountId: string;
  state: DeregistrationState;
  reasons: DeregistrationReason[];
  /** Sealed. Null when nothing was said. */
  remark: string | null;
  startedAt: number;
  endedAt: number | null;
  /** How often the checks were begun; what belongs to an earlier run changes nothing any more. */
  run: number;
  /** By which verification knows the identity check. Null as long as none was asked for. */
  identityRequestId: string | null;
  /** The account, until the closure is withdrawn. Unique: an account has at most one closure that is running or carried out. */
  openKey: string | null;
}

export const closureColumns = {
  id: id(),
  accountId: text(20),
  state: text(16),
  reasons: json(),
  remark: longText(nullable),
  startedAt: instant(),
  endedAt: instant(nullable),
  run: count(),
  identityRequestId: text(64, nullable),
  openKey: text(20, nullable),
};

export const closureEntity = new EntitySchema<Closure>({
  name: 'closure',
  columns: closureColumns,
  indices: [
    { name: 'closure_open_key', columns: ['openKey'], unique: true },
    { name: 'closure_account', columns: ['accountId', 'startedAt'] },
  ],
});
