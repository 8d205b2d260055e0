import { EntitySchema, type EntityManager, type QueryRunner } from 'typeorm';
import { count, hash, id, text } from './store/columns.ts';
import { createTable } from './store/create-table.ts';
import { isDuplicate } from './store/open-store.ts';
import { hashSecret } from './vault.ts';

/** How many places of a subject (one phone, one identity number) are taken. */
interface Quota {
  id: string;
  taken: number;
}

/** One place, and who holds it. */
interface QuotaPlace {
  id: string;
  quotaId: string;
  holder: string;
}

const quotaColumns = { id: id(), taken: count() };
const placeColumns = { id: id(), quotaId: hash(), holder: text(64) };

export const quotaEntity = new EntitySchema<Quota>({ name: 'quota', columns: quotaColumns });
export const quotaPlaceEntity = new EntitySchema<QuotaPlace>({
  name: 'quota_place',
  columns: placeColumns,
  indices: [{ name: 'quota_place_holder', columns: ['holder'] }],
});
export const quotaEntities = [quotaEntity, quotaPlaceEntity];

export const createQuotaTables = async (runner: QueryRunner): Promise<void> => {
  await createTable(runner, 'quota', quotaColumns);
  await createTable(runner, 'quota_place', placeColumns, { index: { quota_place_holder: ['holder'] } });
};

interface Place {
  /** What is limited, for example `phone`. */
  scope: string;
  /** Whose places they are: a blind index, never the value itself. */
  subject: string;
  /** Who takes the place. */
  holder: string;
}

const quotaIdOf = ({ scope, subject }: Pick<Place, 'scope' | 'subject'>): string => hashSecret(`${scope}\0${subject}`);

const increase = async (transaction: EntityManager, quotaId: string, limit: number): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(quotaEntity)
    .set({ taken: () => 'taken + 1' })
    .where('id = :quotaId AND taken < :limit', { quotaId, limit })
    .execute();
  return affected === 1;
};

/** Takes the first place of a subject; false when it was taken before. */
const beginQuota = async (transaction: EntityManager, quotaId: string, limit: number): Promise<boolean> => {
  if (limit < 1 || (await transaction.existsBy(quotaEntity, { id: quotaId }))) return false;
  try {
    await transaction.insert(quotaEntity, { id: quotaId, taken: 1 });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
};

/**
 * Takes one of `limit` places of the subject, or gives false when all are taken; the caller then refuses, which rolls back.
 * The conditional update decides, so with fifty at once for three places three get one. Who holds a place already keeps it.
 */
export const takePlace = async (transaction: EntityManager, place: Place, limit: number): Promise<boolean> => {
  const quotaId = quotaIdOf(place);
  const id = hashSecret(`${quotaId}\0${place.holder}`);
  if (await transaction.existsBy(quotaPlaceEntity, { id })) return true;
  // The last look is for those whose first found no places yet, because somebody else took the first one in between.
  const isTaken = (await increase(transaction, quotaId, limit)) || (await beginQuota(transaction, quotaId, limit)) || (await increase(transaction, quotaId, limit));
  if (!isTaken) return false;
  await transaction.insert(quotaPlaceEntity, { id, quotaId, holder: place.holder });
  return true;
};

export const countPlaces = async (manager: EntityManager, subject: Pick<Place, 'scope' | 'subject'>): Promise<number> =>
  (await manager.findOneBy(quotaEntity, { id: quotaIdOf(subject) }))?.taken ?? 0;

const giveBack = async (transaction: EntityManager, { id, quotaId }: Pick<QuotaPlace, 'id' | 'quotaId'>): Promise<void> => {
  const { affected } = await transaction.delete(quotaPlaceEntity, { id });
  if (affected !== 1) return;
  await transaction.createQueryBuilder().update(quotaEntity).set({ taken: () => 'taken - 1' }).where('id = :quotaId', { quotaId }).execute();
  // Nothing is remembered of a subject that nobody uses any more.
  await transaction.createQueryBuilder().delete().from(quotaEntity).where('id = :quotaId AND taken < 1', { quotaId }).execute();
};

/** Gives back one place. Repeating it changes nothing. */
export const freePlace = async (transaction: EntityManager, place: Place): Promise<void> => {
  const quotaId = quotaIdOf(place);
  await giveBack(transaction, { id: hashSecret(`${quotaId}\0${place.holder}`), quotaId });
};

/** Gives back every place of the holder. Repeating it changes nothing. */
export const freePlaces = async (transaction: EntityManager, holder: string): Promise<void> => {
  for (const place of await transaction.findBy(quotaPlaceEntity, { holder })) await giveBack(transaction, place);
};
