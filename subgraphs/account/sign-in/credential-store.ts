import type { EntityManager } from 'typeorm';
import type { Vault } from '../../shared/vault.ts';
import { loginMethodEntity } from '../login-methods/login-method.entity.ts';
import type { CurrentPassword } from '../password/password-store.ts';
import type { AccountStatus } from '../schema.generated.ts';

interface Credential {
  accountId: string;
  status: AccountStatus;
  password: CurrentPassword;
}

/** What an e-mail address signs in with. One query, so that a known address takes no more steps than an unknown one. */
export const findCredential = async (manager: EntityManager, vault: Vault, identityIndex: string): Promise<Credential | null> => {
  const row = await manager
    .createQueryBuilder(loginMethodEntity, 'method')
    .innerJoin('account', 'account', 'account.id = method.accountId')
    .innerJoin('password', 'password', 'password.accountId = method.accountId')
    .select('account.id', 'accountId')
    .addSelect('account.status', 'status')
    .addSelect('password.sealedHash', 'sealedHash')
    .addSelect('password.version', 'version')
    .where("method.kind = 'EMAIL' AND method.identityIndex = :identityIndex", { identityIndex })
    .getRawOne<{ accountId: string; status: AccountStatus; sealedHash: string; version: number }>();
  return row ? { accountId: row.accountId, status: row.status, password: { hash: vault.open(row.sealedHash), version: row.version } } : null;
};
