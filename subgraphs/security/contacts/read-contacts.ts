import type { Vault } from '../../shared/vault.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';

export interface Contacts {
  phone: string | null;
  email: string | null;
}

/** The security phone and e-mail, unsealed. */
export const readContacts = (vault: Vault, { phone, email }: Pick<SecuritySettings, 'phone' | 'email'>): Contacts => ({
  phone: phone && vault.open(phone),
  email: email && vault.open(email),
});
