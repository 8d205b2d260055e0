import { EntitySchema } from 'typeorm';
import { count, id, longText, nullable, text } from '../../shared/store/columns.ts';
import type { DeregistrationCheckKind, DeregistrationCheckState } from '../schema.generated.ts';

/** One check of the present run of a closure. */
export interface ClosureCheck {
  id: string;
  closureId: string;
  run: number;
  kind: DeregistrationCheckKind;
  position: number;
  state: DeregistrationCheckState;
  /** How many were found. */
  found: number;
  /** The names of what was found, sealed, because they may name people. Null when nothing was found, and when the account is gone. */
  items: string | null;
}

export const closureCheckColumns = {
  id: id(),
  closureId: text(64),
  run: count(),
  kind: text(16),
  position: count(),
  state: text(16),
  found: count(),
  items: longText(nullable),
};

export const closureCheckEntity = new EntitySchema<ClosureCheck>({
  name: 'closure_check',
  columns: closureCheckColumns,
  indices: [{ name: 'closure_check_position', columns: ['closureId', 'run', 'position'], unique: true }],
});
