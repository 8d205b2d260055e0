import type { Vault } from '../../shared/vault.ts';

/** What of an identity number is counted: the accounts it verifies (TX-VER-012). */
export const placesOf = (vault: Vault, idNumber: string) => ({ scope: 'id-number', subject: vault.blindIndex('id-number', idNumber) });
