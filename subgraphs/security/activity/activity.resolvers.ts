import { sessionEnded, viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import { withheld } from '../../shared/request-errors.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { findSettings } from '../settings/settings-store.ts';
import { activityConnection } from './activity-connection.ts';
import { notOpen } from './activity-rules.ts';
import { findHead } from './activity-store.ts';
import { appendActivity } from './append-activity.ts';
import { checkActivity } from './check-activity.ts';
import { exportActivity } from './export-activity.ts';
import { openActivity } from './open-activity.ts';

const longestPage = 100;

export const activityResolvers = (deps: Deps): Resolvers => {
  const { store, vault } = deps;
  return {
    Security: {
      activity: async ({ viewer }, { first, after, filter }) => {
        const connection = await activityConnection(deps, viewer.accountId, { first, after, filter, longest: longestPage });
        if (!connection) throw withheld(notOpen.code, 'Open the history first: openActivity.');
        return connection;
      },
      activityOpenedAt: async ({ viewer }) => (await findHead(store.read, viewer.accountId))?.openedAt ?? null,
      activityCheck: async ({ viewer }, { from = null }) => {
        const { firstBroken, checked, next } = await checkActivity(vault, store.read, viewer.accountId, from);
        return { isIntact: firstBroken === null, firstBroken, checked, next };
      },
    },
    Mutation: {
      openActivity: async (_root, _input, context) => {
        const viewer = viewerOf(context);
        await openActivity(deps, viewer);
        const settings = await findSettings(store.read, viewer.accountId);
        if (!settings) throw sessionEnded();
        return { security: { settings, viewer }, userErrors: [] };
      },
      exportActivity: async (_root, { input: { format = 'CSV', filter, after } }, context) =>
        payload(await exportActivity(deps, viewerOf(context), { format, filter, after }), context.caller.language, (part) => part),
      recordActivity: async (_root, { input: { operation = null, method = null, checkedBy = null, sessionId = null, device = null, address = null, ...fact } }) => {
        await store.transaction((transaction) => appendActivity(deps, transaction, { ...fact, operation, method, checkedBy, sessionId, device, address }));
        return true;
      },
    },
  };
};
