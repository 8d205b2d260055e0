import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import type { ActivityFormat } from '../schema.generated.ts';
import { activityConnection, type Wanted } from './activity-connection.ts';
import { notOpen } from './activity-rules.ts';
import { activityText } from './activity-text.ts';

interface Part {
  text: string;
  entries: number;
  endCursor: string | null;
}

const longestPart = 500;

/** Gives a part of the history as text; that it was taken away stands in the history. */
export const exportActivity = async (deps: Deps, { accountId, sessionId }: Viewer, { format, filter, after }: { format: ActivityFormat } & Pick<Wanted, 'filter' | 'after'>): Promise<Result<Part>> => {
  const page = await activityConnection(deps, accountId, { first: longestPart, longest: longestPart, after, filter });
  if (!page) return refuse(notOpen);
  const { nodes, pageInfo } = page;
  await deps.store.transaction((transaction) => deps.audit.record(transaction, { accountId, sessionId, event: 'ACTIVITY_EXPORTED', details: { format, entries: nodes.length } }));
  return ok({ text: activityText(format, nodes, !after), entries: nodes.length, endCursor: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null });
};
