import { IsNull, LessThanOrEqual, type EntityManager } from 'typeorm';
import { day } from '../../shared/duration.ts';
import type { SessionDuty } from '../../shared/schema.generated.ts';
import { challengeEntity, type Challenge } from './challenge.entity.ts';

export const findChallenge = (manager: EntityManager, id: string): Promise<Challenge | null> => manager.findOneBy(challengeEntity, { id });

export const findChallengeByAttempt = (manager: EntityManager, attemptHash: string): Promise<Challenge | null> => manager.findOneBy(challengeEntity, { attemptHash });

export const insertChallenge = async (transaction: EntityManager, challenge: Challenge): Promise<void> => void (await transaction.insert(challengeEntity, challenge));

/** Counts one answer, before it is judged. False when the challenge is not open: of any number of answers at once no more than `most` are counted. */
export const countAnswer = async (transaction: EntityManager, id: string, most: number, now: number): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(challengeEntity)
    .set({ attempts: () => 'attempts + 1' })
    .where('id = :id AND attempts < :most AND expiresAt > :now AND answeredAt IS NULL', { id, most, now })
    .execute();
  return affected === 1;
};

/** Uses the challenge up. Two right answers can arrive together: one gets true. */
export const closeChallenge = async (transaction: EntityManager, id: string, now: number): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(challengeEntity)
    .set({ answeredAt: now })
    .where('id = :id AND expiresAt > :now AND answeredAt IS NULL', { id, now })
    .execute();
  return affected === 1;
};

/** True for the first wrong answer to the challenge, of which its holder is to be told; also of several at once for one. */
export const markFailureTold = async (transaction: EntityManager, id: string, now: number): Promise<boolean> => {
  const { affected } = await transaction.update(challengeEntity, { id, failureToldAt: IsNull() }, { failureToldAt: now });
  return affected === 1;
};

/** Makes use, once, of an owner check that was answered. Of several requests at once one gets true. */
export const useAnswer = async (transaction: EntityManager, { id, accountId }: Pick<Challenge, 'id' | 'accountId'>, now: number): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(challengeEntity)
    .set({ usedAt: now })
    .where("id = :id AND accountId = :accountId AND purpose = 'PASSWORD_RESET' AND answeredAt IS NOT NULL AND usedAt IS NULL AND expiresAt > :now", { id, accountId, now })
    .execute();
  return affected === 1;
};

/** Lets what the challenge was asked for open another one. */
export const freeAttempt = async (transaction: EntityManager, { id }: Challenge): Promise<void> => void (await transaction.update(challengeEntity, { id }, { attemptHash: null }));

/** The duty was done before the challenge was answered: the session that it opens has none. */
export const dropDutyOfChallenges = async (transaction: EntityManager, accountId: string, duty: SessionDuty): Promise<void> =>
  void (await transaction.update(challengeEntity, { accountId, duty }, { duty: null }));

/** Ends the open challenges of an account, but for those of one session. The rows stay, so that a repeated attempt meets its old challenge and no new one. */
export const endChallenges = async (transaction: EntityManager, accountId: string, keepSessionId: string | null, now: number): Promise<void> => {
  await transaction
    .createQueryBuilder()
    .update(challengeEntity)
    .set({ expiresAt: now })
    .where('accountId = :accountId AND expiresAt > :now AND (sessionId IS NULL OR sessionId <> :kept)', { accountId, now, kept: keepSessionId ?? '' })
    .execute();
};

/** Deletes what expired more than a day ago: until then a repeated attempt has to find it. */
export const deleteOldChallenges = async (transaction: EntityManager, accountId: string, now: number): Promise<void> =>
  void (await transaction.delete(challengeEntity, { accountId, expiresAt: LessThanOrEqual(now - day) }));

export const deleteChallenges = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(challengeEntity, { accountId }));
