import { readPage } from '../../shared/page.ts';
import type { Deps } from '../deps.ts';
import type { NoticeConnection } from '../schema.generated.ts';
import { countUnread, findNotices } from './notice-store.ts';

/** A page of what the account was told. What is older than the policy keeps is not shown, whether or not it is deleted yet. */
export const noticeConnection = async ({ store, vault, clock, policy }: Deps, accountId: string, wanted: { first: number; after?: string | null }): Promise<NoticeConnection> => {
  const since = clock.now() - policy.notices.keep;
  const { nodes, pageInfo } = await readPage(wanted, {
    longest: 100,
    idPrefix: 'notice',
    find: (take, after) => findNotices(store.read, accountId, since, take, after),
    placeOf: (notice) => notice,
  });
  return {
    nodes: nodes.map(({ sealedTitle, sealedText, ...notice }) => ({ ...notice, title: vault.open(sealedTitle), text: vault.open(sealedText) })),
    unread: await countUnread(store.read, accountId, since),
    pageInfo,
  };
};
