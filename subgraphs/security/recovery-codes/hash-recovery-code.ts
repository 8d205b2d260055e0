import type { Vault } from '../../shared/vault.ts';
import { normaliseRecoveryCode } from './recovery-code.ts';

/** Keyed, so that nobody with the store alone can try codes out. */
export const hashRecoveryCode = (vault: Pick<Vault, 'blindIndex'>, accountId: string, code: string): string => vault.blindIndex('recovery-code', `${accountId}\0${normaliseRecoveryCode(code)}`);
