import type { Viewer } from '../../shared/caller.ts';
import type { Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import type { WithdrawDeregistrationInput } from '../schema.generated.ts';
import type { Closure } from './closure.entity.ts';
import { moveOnRequest } from './move-closure.ts';

/** Withdraws the application, up to the moment in which it is confirmed (TX-DER-028). */
export const withdrawDeregistration =
  (deps: Deps) =>
  (viewer: Viewer, { deregistrationId }: WithdrawDeregistrationInput): Promise<Result<Closure>> =>
    moveOnRequest(deps, viewer, deregistrationId, { event: 'withdraw' });
