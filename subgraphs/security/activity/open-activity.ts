import type { Viewer } from '../../shared/caller.ts';
import type { Deps } from '../deps.ts';
import { changeHead, holdHead } from './activity-store.ts';

/** Opens the history from now on (HW-SEC-021), once: opened again, it would lose what has been listed since. */
export const openActivity = async ({ store, vault, clock, audit, policy }: Deps, { accountId, sessionId }: Viewer): Promise<void> => {
  if (policy.activity.openedBy === 'ALWAYS') return;
  await store.transaction(async (transaction) => {
    const head = await holdHead(transaction, vault, accountId);
    if (head.openedAt !== null) return;
    await changeHead(transaction, vault, head, { openedAt: clock.now() });
    await audit.record(transaction, { accountId, sessionId, event: 'ACTIVITY_OPENED' });
  });
};
