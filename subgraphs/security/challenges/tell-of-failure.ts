import type { Transaction } from '../../shared/store/open-store.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { findSettings } from '../settings/settings-store.ts';
import { secondStepFailed } from './challenge-notices.ts';
import { markFailureTold } from './challenge-store.ts';
import type { Challenge } from './challenge.entity.ts';

/** The first factor was right and the second is not: its holder has to know (OWASP Multifactor Authentication Cheat Sheet). Once per challenge, however many answers are tried. */
export const tellOfFailure = async (deps: Pick<Deps, 'vault' | 'jobs' | 'clock'>, transaction: Transaction, { id, accountId, purpose }: Challenge): Promise<void> => {
  if (purpose !== 'SIGN_IN' || !(await markFailureTold(transaction, id, deps.clock.now()))) return;
  const settings = await findSettings(transaction, accountId);
  if (settings) await tellHolder(deps, transaction, settings, secondStepFailed);
};
