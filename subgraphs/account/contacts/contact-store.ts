import type { EntityManager } from 'typeorm';
import { readRow } from '../../shared/store/read-rows.ts';
import type { Vault } from '../../shared/vault.ts';
import { contactEntity } from './contact.entity.ts';
import { pendingContactEntity } from './pending-contact.entity.ts';

export interface PlainContacts {
  phone: string | null;
  email: string | null;
}

/** All that stands beside an account about where its notices go. */
export interface ContactDetails extends PlainContacts {
  accountId: string;
  wechat: WechatContact | null;
  remark: string | null;
}

export interface WechatContact {
  /** The user's id at the provider. */
  subject: string;
  /** Null when the provider tells none. */
  name: string | null;
}

export const insertContacts = async (transaction: EntityManager, vault: Vault, accountId: string, { phone, email }: PlainContacts): Promise<void> => {
  await transaction.insert(contactEntity, { accountId, sealedPhone: phone && vault.seal(phone), sealedEmail: email && vault.seal(email) });
};

export const findContactDetails = async (manager: EntityManager, vault: Vault, accountId: string): Promise<ContactDetails> => {
  const contact = await readRow(manager, contactEntity, 'accountId = ?', [accountId]);
  const open = (sealed: string | null | undefined): string | null => (sealed ? vault.open(sealed) : null);
  const subject = open(contact?.sealedWechat);
  return {
    accountId,
    phone: open(contact?.sealedPhone),
    email: open(contact?.sealedEmail),
    wechat: subject === null ? null : { subject, name: open(contact?.sealedWechatName) },
    remark: open(contact?.sealedRemark),
  };
};

/** The addresses in force; one that waits for confirmation is not among them (TX-ACC-045). */
export const findContacts = async (manager: EntityManager, vault: Vault, accountId: string): Promise<PlainContacts> => {
  const { phone, email } = await findContactDetails(manager, vault, accountId);
  return { phone, email };
};

type Changes = Partial<PlainContacts> & { wechat?: WechatContact; remark?: string | null };

/** Puts new contacts, each of them proved, in force. What is left out stays. */
export const updateContacts = async (transaction: EntityManager, vault: Vault, accountId: string, { phone, email, wechat, remark }: Changes): Promise<void> => {
  await transaction.update(contactEntity, { accountId }, {
    ...(phone === undefined ? {} : { sealedPhone: phone && vault.seal(phone) }),
    ...(email === undefined ? {} : { sealedEmail: email && vault.seal(email) }),
    ...(wechat === undefined ? {} : { sealedWechat: vault.seal(wechat.subject), sealedWechatName: wechat.name && vault.seal(wechat.name) }),
    ...(remark === undefined ? {} : { sealedRemark: remark && vault.seal(remark) }),
  });
};

export const deleteContacts = async (transaction: EntityManager, accountId: string): Promise<void> => {
  await transaction.delete(contactEntity, { accountId });
  await transaction.delete(pendingContactEntity, { accountId });
};
