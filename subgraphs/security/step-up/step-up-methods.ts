import type { Viewer } from '../../shared/caller.ts';
import type { CheckMethod, SensitiveOperation } from '../../shared/schema.generated.ts';
import type { Deps } from '../deps.ts';
import { bindingInCheck } from '../mfa/binding-in-check.ts';
import { operationProtectionInForce } from '../protections/operation-protection-in-force.ts';
import { findSession } from '../sessions/session-store.ts';
import type { Session } from '../sessions/session.entity.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { findSettings } from '../settings/settings-store.ts';
import { acceptedMethods, isProven } from './step-up-rules.ts';

/** What of an account and its session decides which proof is asked for. */
interface Standing {
  session: Session | null;
  bound: CheckMethod[];
  operationProtection: CheckMethod[];
}

type Needed = Pick<Deps, 'store' | 'policy'>;

export const readStanding = async ({ store, policy }: Needed, viewer: Viewer): Promise<Standing> => {
  const [settings, session] = await Promise.all([findSettings(store.read, viewer.accountId), findSession(store.read, viewer)]);
  const bound = settings ? await boundMethods(store.read, settings) : [];
  return { session, bound, operationProtection: settings ? operationProtectionInForce(session, settings, policy.operationProtection, bound) : [] };
};

/** What is accepted, as far as it is set up. With nothing set up nobody can answer, but the operation still does not go on: only customer service can help (TX-SEC-012). */
export const methodsToAnswer = ({ bound, operationProtection }: Standing, accepted: CheckMethod[], policy: Deps['policy']): CheckMethod[] => {
  const { answerable } = bindingInCheck(operationProtection, bound, policy);
  const methods = accepted.filter((method) => answerable.includes(method));
  return methods.length > 0 ? methods : accepted;
};

/** The methods with which the session must prove who is there before the operation may go on; none when it may. */
export const stepUpMethods = async ({ store, clock, policy }: Needed & Pick<Deps, 'clock'>, viewer: Viewer, operation: SensitiveOperation): Promise<CheckMethod[]> => {
  const standing = await readStanding({ store, policy }, viewer);
  const accepted = acceptedMethods(operation, standing.operationProtection, policy);
  return accepted.length === 0 || isProven(standing.session, accepted, clock.now()) ? [] : methodsToAnswer(standing, accepted, policy);
};
