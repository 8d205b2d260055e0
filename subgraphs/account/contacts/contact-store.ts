import type { EntityManager } from 'typeorm';
import type { Vault } from '../../shared/vault.ts';
import { contactEntity } from './contact.entity.ts';

export interface PlainContacts {
  phone: string | null;
  email: string | null;
}

export const insertContacts = async (transaction: EntityManager, vault: Vault, accountId: string, { phone, email }: PlainContacts): Promise<void> => {
  await transaction.insert(contactEntity, { accountId, sealedPhone: phone && vault.seal(phone), sealedEmail: email && vault.seal(email) });
};

export const findContacts = async (manager: EntityManager, vault: Vault, accountId: string): Promise<PlainContacts> => {
  const contact = await manager.findOneBy(contactEntity, { accountId });
  return { phone: contact?.sealedPhone ? vault.open(contact.sealedPhone) : null, email: contact?.sealedEmail ? vault.open(contact.sealedEmail) : null };
};

export const deleteContacts = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(contactEntity, { accountId }));
