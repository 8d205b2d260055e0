import { EntitySchema } from 'typeorm';
import { id, instant, text } from '../../shared/store/columns.ts';

/** A step of a confirmed closure that its receiver has acknowledged. */
export interface ClosureStep {
  id: string;
  closureId: string;
  step: string;
  doneAt: number;
}

export const closureStepColumns = { id: id(), closureId: text(64), step: text(32), doneAt: instant() };

export const closureStepEntity = new EntitySchema<ClosureStep>({
  name: 'closure_step',
  columns: closureStepColumns,
  indices: [{ name: 'closure_step_of_closure', columns: ['closureId', 'step'], unique: true }],
});
