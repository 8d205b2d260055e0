import { partUnavailable } from '../../shared/request-errors.ts';
import type { Deps } from '../deps.ts';
import type { AccountSecurity } from '../security-service.ts';
import { findLoginMethods } from './login-method-store.ts';
import { reportOn, type UnbindReport } from './unbind-conditions.ts';

/** How the account is protected; while security does not answer, no condition can be judged: PART_UNAVAILABLE is thrown. */
export const askSecurity = ({ security, log }: Pick<Deps, 'security' | 'log'>, accountId: string): Promise<AccountSecurity> =>
  security.read(accountId).catch((error: unknown) => {
    log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'security did not say how the account is protected');
    throw partUnavailable('Whether the conditions are met cannot be told at the moment. Try again.');
  });

/** Whether the registration method could be unbound now. Null where it never can be, or has been. */
export const readUnbindReport = async (deps: Deps, accountId: string): Promise<UnbindReport | null> => {
  const { mayUnbindRegistration, onlyReplaceable } = deps.policy.loginMethods;
  const methods = await findLoginMethods(deps.store.read, accountId);
  const registered = methods.find(({ isRegistrationMethod }) => isRegistrationMethod);
  if (!registered || !mayUnbindRegistration || onlyReplaceable.includes(registered.kind)) return null;
  return reportOn(deps.vault, registered, methods, await askSecurity(deps, accountId));
};
