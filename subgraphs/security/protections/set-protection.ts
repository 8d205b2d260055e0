import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { tellHolder, type HolderNotice } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { bindingInCheck } from '../mfa/binding-in-check.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { changeSettings, holdSettingsOf } from '../settings/settings-store.ts';
import { whyRefused } from './protection-rules.ts';

/** What a holder says: the methods, and, where it does not follow from them, whether the protection is on. */
export interface Choice {
  methods: CheckMethod[];
  isOn: boolean | null;
}

interface Change {
  protection: 'loginProtection' | 'operationProtection';
  event: string;
  notice: HolderNotice;
  /** Other settings that go with it. */
  with?: Pick<SecuritySettings, 'mayTrustDevices'>;
  /** What else changes, in the same transaction. */
  also?: (transaction: Transaction) => Promise<void>;
}

/** What both protections have in common: the choice is checked, stored, and told to the holder. */
export const setProtection = (deps: Deps, viewer: Viewer, chosen: Choice, { protection, event, notice, also, ...rest }: Change): Promise<Result<SecurityView>> =>
  deps.store.transaction(async (transaction) => {
    const { accountId, sessionId } = viewer;
    const methods = chosen.isOn === false ? [] : [...new Set(chosen.methods)];
    if (chosen.isOn && methods.length === 0) return refuse({ code: 'PROTECTION_METHOD_REQUIRED', path: ['methods'] });
    // Held, so that the device is not unbound between the check and the change.
    const settings = await holdSettingsOf(transaction, viewer);
    const refusal = whyRefused(methods, deps.policy[protection], bindingInCheck(methods, await boundMethods(transaction, settings), deps.policy).answerable, `security.${protection}`);
    if (refusal) return refuse(refusal);
    const changed = await changeSettings(transaction, settings, { [protection]: methods, ...rest.with });
    await also?.(transaction);
    await deps.audit.record(transaction, { accountId, event, sessionId, details: { methods, before: settings[protection] } });
    await tellHolder(deps, transaction, settings, notice);
    return ok({ settings: changed, viewer });
  });
