import type { Vault } from '../../shared/vault.ts';
import type { Passkey } from './passkey.entity.ts';
import type { Credential } from './webauthn.ts';

export const sealCredential = (vault: Vault, credential: Credential): string => vault.seal(JSON.stringify(credential));

export const openCredential = (vault: Vault, { credential }: Pick<Passkey, 'credential'>): Credential => JSON.parse(vault.open(credential)) as Credential;

/** By which a credential is found. */
export const hashCredentialId = (vault: Vault, id: string): string => vault.blindIndex('passkey-credential', id);
