import { EntitySchema } from 'typeorm';
import { count, id, instant, nullable, text } from '../../shared/store/columns.ts';
import type { GivableKind } from './check-policy.ts';

/** Something the holder gave up. It is here before the cloud hears of it, so that a crash in between loses nothing. */
export interface GiveUp {
  /** The cloud knows by it whether it has done this before. */
  id: string;
  closureId: string;
  /** The run of the checks that begins with it. */
  run: number;
  kind: GivableKind;
  at: number;
  /** When the cloud had done it. */
  doneAt: number | null;
}

export const giveUpColumns = { id: id(), closureId: text(64), run: count(), kind: text(16), at: instant(), doneAt: instant(nullable) };

export const giveUpEntity = new EntitySchema<GiveUp>({
  name: 'give_up',
  columns: giveUpColumns,
  indices: [{ name: 'give_up_run', columns: ['closureId', 'run'], unique: true }],
});
