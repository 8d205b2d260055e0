import type { Vault } from '../../shared/vault.ts';

/** By which an address is known again. Keyed with the account, so that two accounts that are used from one are not seen to. */
export const markOfAddress = (vault: Pick<Vault, 'blindIndex'>, accountId: string, address: string | null): string => vault.blindIndex('session address', `${accountId}\0${address ?? ''}`);
