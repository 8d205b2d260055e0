import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { newToken } from '../../shared/ids.ts';
import { hashSecret, type Vault } from '../../shared/vault.ts';
import type { SignInFacts } from '../security-service.ts';
import { accountChoiceEntity } from './account-choice.entity.ts';
import type { IdentityKey } from './candidate-store.ts';

/** What can be chosen, and what comes of it. */
export interface Choosing {
  accounts: { id: string; /** Of the password that was proved; null when something else was. */ passwordVersion: number | null }[];
  linkTicket: string | null;
  consents: { id: string; version: string }[];
  /** What is known of the sign-in that led to the choice. */
  facts: SignInFacts;
}

const mostTries = 5;

/** Gives the ticket, which is stored nowhere. */
export const insertChoice = async (transaction: EntityManager, vault: Vault, { kind, identityIndex }: IdentityKey, choosing: Choosing, expiresAt: number): Promise<string> => {
  const ticket = newToken();
  await transaction.insert(accountChoiceEntity, { id: hashSecret(ticket), kind, identityIndex, sealedChoosing: vault.seal(JSON.stringify(choosing)), tries: 0, expiresAt });
  return ticket;
};

/** Counts a try before it is judged; false when there is no such choice, it has ended, or it has seen five tries. */
export const countChoiceTry = async (transaction: EntityManager, ticket: string, now: number): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(accountChoiceEntity)
    .set({ tries: () => 'tries + 1' })
    .where('id = :id AND tries < :mostTries AND expiresAt > :now', { id: hashSecret(ticket), mostTries, now })
    .execute();
  return affected === 1;
};

export const findChoice = async (manager: EntityManager, vault: Vault, ticket: string): Promise<{ identity: IdentityKey; choosing: Choosing } | null> => {
  const choice = await manager.findOneBy(accountChoiceEntity, { id: hashSecret(ticket) });
  return choice && { identity: { kind: choice.kind, identityIndex: choice.identityIndex }, choosing: JSON.parse(vault.open(choice.sealedChoosing)) as Choosing };
};

/** Uses the choice up; false when another request did so first. */
export const consumeChoice = async (transaction: EntityManager, ticket: string): Promise<boolean> => (await transaction.delete(accountChoiceEntity, { id: hashSecret(ticket) })).affected === 1;

export const deleteChoicesOf = async (transaction: EntityManager, identityIndex: string): Promise<void> => void (await transaction.delete(accountChoiceEntity, { identityIndex }));

/** Forgets what cannot be chosen any more. */
export const forgetOldChoices = async (transaction: EntityManager, now: number): Promise<void> => void (await transaction.delete(accountChoiceEntity, { expiresAt: LessThanOrEqual(now) }));
