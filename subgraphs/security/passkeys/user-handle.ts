import type { Vault } from '../../shared/vault.ts';

/** By which authenticators keep an account's passkeys together: the same every time, and it tells nobody which account (WebAuthn L3 14.6.1). */
export const userHandleOf = (vault: Vault, accountId: string): string => Buffer.from(vault.blindIndex('passkey-user', accountId), 'hex').toString('base64url');
