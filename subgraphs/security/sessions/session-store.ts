import { In, IsNull, LessThanOrEqual, MoreThan, Not, type EntityManager } from 'typeorm';
import type { Viewer } from '../../shared/caller.ts';
import { day } from '../../shared/duration.ts';
import type { Place } from '../../shared/page.ts';
import type { CheckMethod, SessionDuty } from '../../shared/schema.generated.ts';
import { readRow, readRows } from '../../shared/store/read-rows.ts';
import { sessionEntity, type Session } from './session.entity.ts';

const live = (now: number) => ({ endedAt: IsNull(), idleExpiresAt: MoreThan(now), expiresAt: MoreThan(now) });

export const findSessionByToken = (manager: EntityManager, tokenHash: string): Promise<Session | null> => readRow(manager, sessionEntity, 'tokenHash = ?', [tokenHash]);

export const findSessionByAttempt = (manager: EntityManager, attemptHash: string): Promise<Session | null> => manager.findOneBy(sessionEntity, { attemptHash });

export const findSession = (manager: EntityManager, { accountId, sessionId }: Viewer): Promise<Session | null> =>
  readRow(manager, sessionEntity, 'id = ? AND accountId = ?', [sessionId, accountId]);

/** The live sessions after the place, the most recently used first. */
export const findLiveSessions = (manager: EntityManager, accountId: string, now: number, take: number, after: Place | null): Promise<Session[]> =>
  readRows(
    manager,
    sessionEntity,
    `accountId = ? AND endedAt IS NULL AND idleExpiresAt > ? AND expiresAt > ?${after ? ' AND (lastUsedAt < ? OR (lastUsedAt = ? AND id < ?))' : ''} ORDER BY lastUsedAt DESC, id DESC LIMIT ?`,
    [accountId, now, now, ...(after ? [after.at, after.at, after.id] : []), take],
  );

export const insertSession = async (transaction: EntityManager, session: Session): Promise<void> => void (await transaction.insert(sessionEntity, session));

/** Gives the session another token, to whom has proved the first factor once more: what was proved beyond it does not go with it. */
export const replaceToken = async (transaction: EntityManager, id: string, tokenHash: string): Promise<void> =>
  void (await transaction.update(sessionEntity, { id }, { tokenHash, steppedUpUntil: null, steppedUpBy: null }));

/** Writes down that the session was used, and from where. Of several requests at once the first does; one that comes after the end changes nothing. */
export const writeUse = async (transaction: EntityManager, { id, lastUsedAt }: Session, used: { lastUsedAt: number; idleExpiresAt: number; seenFrom: string | null }): Promise<void> =>
  void (await transaction.update(sessionEntity, { id, lastUsedAt, ...live(used.lastUsedAt) }, used));

/** Wherever the sessions of the account are used next, that is looked at, as if it had not been before. */
export const forgetWhereSeen = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.update(sessionEntity, { accountId }, { seenFrom: null }));

/** The viewer has proved who is there, at this place; that any other session of the account was opened somewhere says nothing any more. */
export const keepPlaceOf = async (transaction: EntityManager, { accountId, sessionId }: Viewer, place: string | null): Promise<void> => {
  await transaction.update(sessionEntity, { accountId }, { place: null });
  await transaction.update(sessionEntity, { accountId, id: sessionId }, { place });
};

/** False when there is no such live session (any more). */
export const endLiveSession = async (transaction: EntityManager, { accountId, sessionId }: Viewer, now: number): Promise<boolean> => {
  const { affected } = await transaction.update(sessionEntity, { id: sessionId, accountId, ...live(now) }, { endedAt: now });
  return affected === 1;
};

/** Ends all live sessions but one, and says how many there were. */
export const endLiveSessions = async (transaction: EntityManager, accountId: string, keepSessionId: string | null, now: number): Promise<number> => {
  const others = keepSessionId === null ? {} : { id: Not(keepSessionId) };
  const { affected } = await transaction.update(sessionEntity, { accountId, ...others, ...live(now) }, { endedAt: now });
  return affected ?? 0;
};

/** Ends the oldest live sessions beyond `most`. The caller holds the account's settings, so no other session is opened meanwhile. */
export const endOldestSessions = async (transaction: EntityManager, accountId: string, most: number, now: number): Promise<void> => {
  const tooMany = await transaction.find(sessionEntity, { where: { accountId, ...live(now) }, order: { createdAt: 'DESC', id: 'DESC' }, skip: most, take: 1000, select: { id: true } });
  for (const { id } of tooMany) await endLiveSession(transaction, { accountId, sessionId: id }, now);
};

/** Deletes what ended more than a day ago: until then a repeated attempt has to find the session it opened. */
export const deleteOldSessions = async (transaction: EntityManager, accountId: string, now: number): Promise<void> => {
  await transaction.delete(sessionEntity, { accountId, endedAt: LessThanOrEqual(now - day) });
  await transaction.delete(sessionEntity, { accountId, expiresAt: LessThanOrEqual(now - day) });
};

/** Writes a proof down, with the token that may make use of it; the one before is of no use any more. Null when the session has ended. */
export const writeProof = async (
  transaction: EntityManager,
  viewer: Viewer,
  now: number,
  proof: { steppedUpUntil: number; steppedUpBy: CheckMethod; tokenHash: string },
): Promise<Session | null> => {
  const { affected } = await transaction.update(sessionEntity, { id: viewer.sessionId, accountId: viewer.accountId, ...live(now) }, proof);
  return affected === 1 ? findSession(transaction, viewer) : null;
};

/** Says how many sessions had it to do. */
export const dropDuty = async (transaction: EntityManager, accountId: string, duty: SessionDuty): Promise<number> => {
  const { affected } = await transaction.update(sessionEntity, { accountId, duty }, { duty: null });
  return affected ?? 0;
};

export const dropProofs = async (transaction: EntityManager, accountId: string): Promise<void> =>
  void (await transaction.update(sessionEntity, { accountId }, { steppedUpUntil: null, steppedUpBy: null }));

/** What was proved by these methods is proved no more, in any session. */
export const dropProofsBy = async (transaction: EntityManager, accountId: string, methods: CheckMethod[]): Promise<void> =>
  void (await transaction.update(sessionEntity, { accountId, steppedUpBy: In(methods) }, { steppedUpUntil: null, steppedUpBy: null }));

export const deleteSessions = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(sessionEntity, { accountId }));
