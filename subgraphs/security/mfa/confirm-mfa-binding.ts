import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { normaliseCode } from '../../shared/codes.ts';
import type { ProtectionScope } from '../schema.generated.ts';
import { findSession } from '../sessions/session-store.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { changeSettings, holdSettingsOf } from '../settings/settings-store.ts';
import { bindDevice } from './bind-device.ts';
import type { MfaBinding } from './mfa-binding.entity.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import { bindingNotFound, whyNotPending, whyNotReplaced } from './mfa-rules.ts';
import { switchMfaOn } from './mfa-scopes.ts';
import { countBindingAttempt, findBinding, findDevices, takeBinding } from './mfa-store.ts';
import { stepOfCodes } from './totp.ts';

interface Confirmation {
  bindingId: string;
  codes: string[];
  /** In which protections MFA is switched on (TX-SEC-023). */
  scopes: readonly ProtectionScope[];
}

/** Finishes a binding with the code that the device shows, or with as many in a row as the policy asks for (TX-SEC-021). */
export const confirmMfaBinding = async (deps: Deps, viewer: Viewer, { bindingId, codes, scopes }: Confirmation): Promise<Result<MfaDevice>> => {
  const { store, clock, vault, audit, policy } = deps;
  const { mfa } = policy;
  const { accountId, sessionId } = viewer;
  const look = async (): Promise<{ binding: MfaBinding | null; refusal: Refusal | null }> => {
    const binding = await findBinding(store.read, bindingId);
    return { binding, refusal: whyNotPending(binding, viewer, mfa, clock.now()) };
  };
  const { binding, refusal } = await look();
  if (refusal || !binding) return refuse(refusal ?? bindingNotFound);
  if (codes.length !== mfa.bindingCodes) return refuse({ code: 'CODE_WRONG', path: ['codes'], policy: 'security.mfa.bindingCodes', limit: mfa.bindingCodes });

  // Counted on its own, before the codes are looked at.
  const isCounted = await store.transaction((transaction) => countBindingAttempt(transaction, bindingId, mfa.bindingAttempts, clock.now()));
  if (!isCounted) return refuse((await look()).refusal ?? bindingNotFound);
  const lastStep = stepOfCodes(codes.map(normaliseCode), vault.open(binding.secret), clock.now(), mfa);
  if (lastStep === null) return refuse({ code: 'CODE_WRONG', path: ['codes'] });

  return store.transaction(async (transaction) => {
    // Held, so that of two confirmations at once the second finds the device of the first.
    const settings = await holdSettingsOf(transaction, viewer);
    if (!(await takeBinding(transaction, bindingId))) return refuse(bindingNotFound);
    const [bound, methods] = [await findDevices(transaction, accountId), await boundMethods(transaction, settings)];
    const { changes, refusal: notSwitchedOn } = switchMfaOn(settings, scopes, policy);
    const refused = whyNotReplaced(bound, methods, await findSession(transaction, viewer), mfa, clock.now()) ?? notSwitchedOn;
    if (refused) return refuse(refused);
    const device = await bindDevice(deps, transaction, settings, { binding, bound, lastStep, scopes });
    if (!device) return refuse({ code: 'MFA_TOKEN_NOT_FOUND' });
    if (Object.keys(changes).length > 0) await changeSettings(transaction, settings, changes);
    if (changes.loginProtection) await audit.record(transaction, { accountId, sessionId, event: 'LOGIN_PROTECTION_SET', details: { methods: changes.loginProtection, before: settings.loginProtection } });
    if (changes.operationProtection) await audit.record(transaction, { accountId, sessionId, event: 'OPERATION_PROTECTION_SET', details: { methods: changes.operationProtection, before: settings.operationProtection } });
    return ok(device);
  });
};
