import { maskAddress } from '../../shared/mask.ts';
import { readPage } from '../../shared/page.ts';
import type { SensitiveOperation } from '../../shared/schema.generated.ts';
import type { Vault } from '../../shared/vault.ts';
import type { Deps } from '../deps.ts';
import type { ActivityConnection, ActivityEntry } from '../schema.generated.ts';
import { readPersonal } from './activity-chain.ts';
import { findEntries, findHead, type Conditions } from './activity-store.ts';
import type { Activity } from './activity.entity.ts';

const toEntry = (vault: Vault, entry: Activity): ActivityEntry => {
  const { id, sequence, at, kind, outcome, times, operation, method, checkedBy, sessionId, hash } = entry;
  const { device, city, address } = readPersonal(vault, entry);
  return { id, sequence, at, kind, outcome, times, operation: operation as SensitiveOperation | null, method, checkedBy, sessionId, city, device, address: address && maskAddress(address), hash };
};

export interface Wanted {
  first: number;
  after?: string | null | undefined;
  filter?: Conditions | null | undefined;
  longest: number;
}

/** A page of the account's history. Null when it has to be opened first. */
export const activityConnection = async ({ store, vault, policy }: Pick<Deps, 'store' | 'vault' | 'policy'>, accountId: string, { first, after = null, filter, longest }: Wanted): Promise<ActivityConnection | null> => {
  const openedAt = policy.activity.openedBy === 'ALWAYS' ? 0 : ((await findHead(store.read, accountId))?.openedAt ?? null);
  if (openedAt === null) return null;
  // HW-SEC-021: what happened before is not listed.
  const conditions: Conditions = { ...filter, since: Math.max(filter?.since ?? 0, openedAt) };
  const { nodes, pageInfo } = await readPage({ first, after }, {
    longest,
    idPrefix: 'activity',
    find: (take, place) => findEntries(store.read, accountId, conditions, take, place),
    placeOf: ({ at, id }) => ({ at, id }),
  });
  return { nodes: nodes.map((entry) => toEntry(vault, entry)), pageInfo };
};
