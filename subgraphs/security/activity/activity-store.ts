import { IsNull, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { failureKinds } from '../../shared/activity/shown-events.ts';
import type { Place } from '../../shared/page.ts';
import type { ActivityKind, ActivityOutcome } from '../../shared/schema.generated.ts';
import { isDuplicate } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import { noHash, sealOf } from './activity-chain.ts';
import { securitySettingsEntity } from '../settings/security-settings.entity.ts';
import { activityEntity, activityHeadEntity, excessFailureEntity, type Activity, type ActivityHead, type ExcessFailure } from './activity.entity.ts';

export const findHead = (manager: EntityManager, accountId: string): Promise<ActivityHead | null> => manager.findOneBy(activityHeadEntity, { accountId });

const hold = async (transaction: EntityManager, accountId: string): Promise<ActivityHead | null> => {
  const { affected } = await transaction.createQueryBuilder().update(activityHeadEntity).set({ revision: () => 'revision + 1' }).where('accountId = :accountId', { accountId }).execute();
  return affected === 1 ? findHead(transaction, accountId) : null;
};

/** The head of the account's chain, held until the transaction ends: entries are added one after the other, by whatever process. */
export const holdHead = async (transaction: EntityManager, vault: Vault, accountId: string): Promise<ActivityHead> => {
  const held = await hold(transaction, accountId);
  if (held) return held;
  const empty = { accountId, count: 0, hash: noHash, anchor: 0, anchorHash: noHash, oldestAt: null, openedAt: null, erasedAt: null, revision: 0 };
  const fresh: ActivityHead = { ...empty, seal: sealOf(vault, empty) };
  try {
    await transaction.insert(activityHeadEntity, fresh);
    return fresh;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // Another request has inserted it in between.
    return (await hold(transaction, accountId))!;
  }
};

/** The caller holds the head. */
export const changeHead = async (transaction: EntityManager, vault: Vault, head: ActivityHead, changes: Partial<ActivityHead>): Promise<ActivityHead> => {
  const changed = { ...head, ...changes };
  const seal = sealOf(vault, changed);
  await transaction.update(activityHeadEntity, { accountId: head.accountId }, { ...changes, seal });
  return { ...changed, seal };
};

export const hasEntry = (manager: EntityManager, id: string): Promise<boolean> => manager.existsBy(activityEntity, { id });

export const insertEntry = async (transaction: EntityManager, entry: Activity): Promise<void> => void (await transaction.insert(activityEntity, entry));

export interface Conditions {
  kinds?: readonly ActivityKind[] | null | undefined;
  since?: number | null | undefined;
  until?: number | null | undefined;
  outcome?: ActivityOutcome | null | undefined;
}

/** The entries of one kind, or of all, after the place, the newest first. */
const findOf = (manager: EntityManager, accountId: string, { since, until, outcome }: Conditions, kind: ActivityKind | null, take: number, after: Place | null): Promise<Activity[]> => {
  const query = manager.createQueryBuilder(activityEntity, 'activity').where('activity.accountId = :accountId', { accountId });
  if (kind) query.andWhere('activity.kind = :kind', { kind });
  if (typeof since === 'number') query.andWhere('activity.at >= :since', { since });
  if (typeof until === 'number') query.andWhere('activity.at < :until', { until });
  if (outcome) query.andWhere('activity.outcome = :outcome', { outcome });
  // The first condition is what the index is read by.
  if (after) query.andWhere('activity.at <= :at AND (activity.at < :at OR activity.id < :id)', after);
  return query.orderBy('activity.at', 'DESC').addOrderBy('activity.id', 'DESC').take(take).getMany();
};

const newestFirst = (a: Activity, b: Activity): number => b.at - a.at || (a.id < b.id ? 1 : -1);

/** The entries after the place, the newest first. Of several kinds each is read by its own stretch of the index, so that rare ones are not searched for among all. */
export const findEntries = async (manager: EntityManager, accountId: string, conditions: Conditions, take: number, after: Place | null): Promise<Activity[]> => {
  // What fails has kinds of its own, which are rare.
  const kinds = conditions.kinds ?? (conditions.outcome === 'FAILED' ? failureKinds : null);
  if (!kinds) return findOf(manager, accountId, conditions, null, take, after);
  const found = await Promise.all([...new Set(kinds)].map((kind) => findOf(manager, accountId, conditions, kind, take, after)));
  return found.flat().toSorted(newestFirst).slice(0, take);
};

/** The entries from the place in the chain on, in the order of writing. */
export const findChain = (manager: EntityManager, accountId: string, from: number, take: number): Promise<Activity[]> =>
  manager
    .createQueryBuilder(activityEntity, 'activity')
    .where('activity.accountId = :accountId AND activity.sequence >= :from', { accountId, from })
    .orderBy('activity.sequence', 'ASC')
    .take(take)
    .getMany();

export const findBySequence = (manager: EntityManager, accountId: string, sequence: number): Promise<Activity | null> => manager.findOneBy(activityEntity, { accountId, sequence });

/** The greatest place that is taken; 0 when none is. */
export const lastSequence = async (manager: EntityManager, accountId: string): Promise<number> => {
  const [last] = await manager.find(activityEntity, { where: { accountId }, order: { sequence: 'DESC' }, take: 1, select: { id: true, sequence: true } });
  return last?.sequence ?? 0;
};

/** How many failures of the kind are listed from then on, and before the other instant. */
export const countFailures = (manager: EntityManager, accountId: string, kind: ActivityKind, since: number, until: number): Promise<number> =>
  manager
    .createQueryBuilder(activityEntity, 'activity')
    .where("activity.accountId = :accountId AND activity.kind = :kind AND activity.at >= :since AND activity.at < :until AND activity.outcome = 'FAILED'", { accountId, kind, since, until })
    .getCount();

/** False when it is known. */
export const addExcess = async (transaction: EntityManager, failure: ExcessFailure): Promise<boolean> => {
  if (await transaction.existsBy(excessFailureEntity, { id: failure.id })) return false;
  await transaction.insert(excessFailureEntity, failure);
  return true;
};

/** Marks what waits as summed up. Says how many there were, and when the last happened; null when there are none. The caller holds the head. */
export const takeExcess = async (transaction: EntityManager, accountId: string, kind: ActivityKind, now: number): Promise<{ times: number; at: number } | null> => {
  const waiting = { accountId, kind, summedAt: IsNull() };
  const [last] = await transaction.find(excessFailureEntity, { where: waiting, order: { at: 'DESC' }, take: 1 });
  const { affected } = await transaction.update(excessFailureEntity, waiting, { summedAt: now });
  return last && affected ? { times: affected, at: last.at } : null;
};

export const forgetExcessBefore = async (transaction: EntityManager, instant: number): Promise<void> =>
  void (await transaction.delete(excessFailureEntity, { summedAt: LessThanOrEqual(instant) }));

export const deleteExcess = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(excessFailureEntity, { accountId }));

export const erasePersonal = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.update(activityEntity, { accountId }, { personal: null }));

/** Accounts whose oldest entry is from before the instant. */
export const findAccountsOlder = async (manager: EntityManager, instant: number, take: number): Promise<string[]> =>
  (await manager.find(activityHeadEntity, { where: { oldestAt: LessThanOrEqual(instant) }, order: { oldestAt: 'ASC' }, take })).map(({ accountId }) => accountId);

/** The first entry, in the order of writing, that is younger than the instant. */
export const findFirstYounger = (manager: EntityManager, accountId: string, from: number, instant: number): Promise<Activity | null> =>
  manager.findOne(activityEntity, { where: { accountId, sequence: MoreThan(from), at: MoreThan(instant) }, order: { sequence: 'ASC' } });

/** The only statement that removes entries: those up to a place, whose hash the head has taken over. */
export const deleteUpTo = async (transaction: EntityManager, accountId: string, sequence: number): Promise<void> =>
  void (await transaction.delete(activityEntity, { accountId, sequence: LessThanOrEqual(sequence) }));

/** The account numbers after the given one for which there is a chain, in order. */
export const findAccountsAfter = async (manager: EntityManager, accountId: string, take: number): Promise<string[]> =>
  (await manager.find(activityHeadEntity, { where: { accountId: MoreThan(accountId) }, order: { accountId: 'ASC' }, take, select: { accountId: true } })).map((head) => head.accountId);

/** Likewise those that are known here and have none. */
export const findAccountsWithoutHead = async (manager: EntityManager, accountId: string, take: number): Promise<string[]> =>
  (
    await manager
      .createQueryBuilder(securitySettingsEntity, 'settings')
      .leftJoin('activity_head', 'head', 'head.accountId = settings.accountId')
      .where('settings.accountId > :accountId AND head.accountId IS NULL', { accountId })
      .orderBy('settings.accountId', 'ASC')
      .take(take)
      .getMany()
  ).map((settings) => settings.accountId);
