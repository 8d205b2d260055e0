import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { isSetUp } from '../step-up/answers-to.ts';
import { authenticatorChanged } from '../step-up/authenticator-changed.ts';
import { hashRecoveryCode } from './hash-recovery-code.ts';
import { newRecoveryCode } from './recovery-code.ts';
import { recoveryCodesGenerated } from './recovery-code-notices.ts';
import { putCodes } from './recovery-code-store.ts';

/** Makes the codes that stand in for a device which is not at hand, and gives them here and nowhere else. The set before ends. */
export const generateRecoveryCodes = (deps: Deps, viewer: Viewer): Promise<Result<string[]>> => {
  const { store, clock, vault, policy } = deps;
  const { accountId, sessionId } = viewer;
  return store.transaction(async (transaction) => {
    // Held, so that of two sets at once one stays whole, and the last device is not unbound meanwhile.
    const settings = await holdSettingsOf(transaction, viewer);
    if (!isSetUp('MFA', await boundMethods(transaction, settings))) return refuse({ code: 'MFA_NOT_BOUND' });
    const codes = Array.from({ length: policy.recoveryCodes.count }, () => newRecoveryCode(policy.recoveryCodes.length));
    await putCodes(
      transaction,
      { accountId, generatedAt: clock.now(), failures: 0 },
      codes.map((code) => ({ accountId, codeHash: hashRecoveryCode(vault, accountId, code), usedAt: null })),
    );
    await authenticatorChanged(deps, transaction, settings, { event: 'RECOVERY_CODES_GENERATED', sessionId, details: { count: codes.length }, notice: recoveryCodesGenerated });
    return ok(codes);
  });
};
