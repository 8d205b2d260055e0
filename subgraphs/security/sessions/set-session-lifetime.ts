import type { Viewer } from '../../shared/caller.ts';
import { second } from '../../shared/duration.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { changeSettings, holdSettingsOf } from '../settings/settings-store.ts';
import { whyLifetimeRefused } from './session-lifetime.ts';
import { sessionLifetimeChanged } from './session-notices.ts';

/** Chooses how long sessions live, from the next sign-in on: running ones keep what they were opened with (TX-SEC-052). A null leaves what there is. */
export const setSessionLifetime = (deps: Deps, viewer: Viewer, chosen: { idle: number | null; maximum: number | null }): Promise<Result<SecurityView>> =>
  deps.store.transaction(async (transaction) => {
    const refusals = whyLifetimeRefused(chosen, deps.policy);
    if (refusals.length > 0) return refuse(...refusals);
    const { accountId, sessionId } = viewer;
    const settings = await holdSettingsOf(transaction, viewer);
    const changed = await changeSettings(transaction, settings, {
      sessionIdleSeconds: chosen.idle === null ? settings.sessionIdleSeconds : chosen.idle / second,
      sessionMaximumSeconds: chosen.maximum === null ? settings.sessionMaximumSeconds : chosen.maximum / second,
    });
    const { sessionIdleSeconds: idleSeconds, sessionMaximumSeconds: maximumSeconds } = changed;
    await deps.audit.record(transaction, { accountId, event: 'SESSION_LIFETIME_SET', sessionId, details: { idleSeconds, maximumSeconds } });
    await tellHolder(deps, transaction, settings, sessionLifetimeChanged);
    return ok({ settings: changed, viewer });
  });
