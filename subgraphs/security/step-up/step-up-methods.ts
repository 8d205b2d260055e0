import type { Viewer } from '../../shared/caller.ts';
import type { CheckMethod, SensitiveOperation } from '../../shared/schema.generated.ts';
import type { Deps } from '../deps.ts';
import { findSession } from '../sessions/session-store.ts';
import { bindingInCheck } from '../mfa/binding-in-check.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { findSettings } from '../settings/settings-store.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { acceptedMethods, isProven } from './step-up-rules.ts';

/** What is accepted, as far as it is set up. With nothing set up nobody can answer, but the operation still does not go on: only customer service can help (TX-SEC-012). */
export const methodsToAnswer = async ({ store, policy }: Pick<Deps, 'store' | 'policy'>, settings: SecuritySettings | null, accepted: CheckMethod[]): Promise<CheckMethod[]> => {
  const bound = settings ? await boundMethods(store.read, settings) : [];
  const { answerable } = bindingInCheck(settings?.operationProtection ?? [], bound, policy);
  const methods = accepted.filter((method) => answerable.includes(method));
  return methods.length > 0 ? methods : accepted;
};

/** The methods with which the session must prove who is there before the operation may go on; none when it may. */
export const stepUpMethods = async ({ store, clock, policy }: Pick<Deps, 'store' | 'clock' | 'policy'>, viewer: Viewer, operation: SensitiveOperation): Promise<CheckMethod[]> => {
  const settings = await findSettings(store.read, viewer.accountId);
  const operationProtection = settings?.operationProtection ?? [];
  const accepted = acceptedMethods(operation, operationProtection, policy);
  if (accepted.length === 0 || isProven(await findSession(store.read, viewer), accepted, clock.now())) return [];
  return methodsToAnswer({ store, policy }, settings, accepted);
};
