import { createCodes, type Codes } from '../../../shared/codes.ts';
import type { Deps } from '../../deps.ts';

/** Codes by the same rules as all others, good for as long as the policy lets a reset take. */
export const createResetCodes = (deps: Pick<Deps, 'store' | 'clock' | 'vault' | 'policy'>): Codes =>
  createCodes(deps, { ...deps.policy.codes, lifetime: deps.policy.password.reset.lifetime }, 'account.codes');
