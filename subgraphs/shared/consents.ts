import { EntitySchema, type EntityManager, type QueryRunner } from 'typeorm';
import { instant, text } from './store/columns.ts';
import { createTable } from './store/create-table.ts';
import { isDuplicate } from './store/open-store.ts';

/** That a version of a text was agreed to, and when first (PIPL 14). */
interface Consent {
  /** Who agreed, or what it was agreed to for: an account, or one closure of it. */
  holder: string;
  textId: string;
  version: string;
  at: number;
}

const columns = { holder: text(64, { primary: true }), textId: text(64, { primary: true }), version: text(32, { primary: true }), at: instant() };

export const consentEntity = new EntitySchema<Consent>({ name: 'consent', columns });

export const createConsentTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'consent', columns);

/** Keeps the first time the holder agreed to this version; false when that was before. */
export const addConsent = async (transaction: EntityManager, holder: string, { id: textId, version }: { id: string; version: string }, at: number): Promise<boolean> => {
  const key = { holder, textId, version };
  if (await transaction.existsBy(consentEntity, key)) return false;
  try {
    await transaction.insert(consentEntity, { ...key, at });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
};

/** Gives how many there were. */
export const deleteConsents = async (transaction: EntityManager, holder: string): Promise<number> => (await transaction.delete(consentEntity, { holder })).affected ?? 0;
