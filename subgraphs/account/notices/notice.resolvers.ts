import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { markNoticesRead } from './mark-notices-read.ts';
import { noticeConnection } from './notice-connection.ts';
import { findPreferences } from './notice-preferences-store.ts';
import { notifyAccount } from './notify-account.ts';
import { setNoticePreferences } from './set-notice-preferences.ts';

export const noticeResolvers = (deps: Deps): Resolvers => {
  const [notify, markRead, setPreferences] = [notifyAccount(deps), markNoticesRead(deps), setNoticePreferences(deps)];
  return {
    Account: {
      notices: ({ id }, wanted) => noticeConnection(deps, id, wanted),
      noticePreferences: ({ id }) => findPreferences(deps.store.read, id),
    },
    Mutation: {
      notifyAccount: (_root, { input }) => notify(input),
      markNoticesRead: async (_root, { input: { ids = null } }, context) => ({ unread: await markRead(viewerOf(context), ids), userErrors: [] }),
      setNoticePreferences: async (_root, { input }, context) =>
        payload(await setPreferences(viewerOf(context), input), context.caller.language, (preferences) => ({ preferences })),
    },
  };
};
