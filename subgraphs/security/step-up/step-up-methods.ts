import type { Viewer } from '../../shared/caller.ts';
import type { CheckMethod, SensitiveOperation } from '../../shared/schema.generated.ts';
import type { Deps } from '../deps.ts';
import { operationProtectionInForce } from '../protections/operation-protection-in-force.ts';
import { findSession } from '../sessions/session-store.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { findSettings } from '../settings/settings-store.ts';
import { acceptedMethods, isProven, methodsOfStepUp } from './step-up-rules.ts';

/** The methods with which the session must prove who is there before the operation may go on; none when it may. */
export const stepUpMethods = async ({ store, clock, policy }: Pick<Deps, 'store' | 'clock' | 'policy'>, viewer: Viewer, operation: SensitiveOperation): Promise<CheckMethod[]> => {
  const [settings, session] = await Promise.all([findSettings(store.read, viewer.accountId), findSession(store.read, viewer)]);
  const bound = settings ? await boundMethods(store.read, settings) : [];
  const operationProtection = settings ? operationProtectionInForce(session, settings, policy.operationProtection, bound) : [];
  const accepted = acceptedMethods(operation, operationProtection, policy);
  if (accepted.length === 0 || isProven(session, accepted, clock.now())) return [];
  const methods = methodsOfStepUp(operation, operationProtection, policy, bound);
  // With nothing set up nobody can answer, but the operation still does not go on: only customer service can help (TX-SEC-012).
  return methods.length > 0 ? methods : accepted;
};
