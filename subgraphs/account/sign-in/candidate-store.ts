import type { EntityManager } from 'typeorm';
import type { Vault } from '../../shared/vault.ts';
import type { Account } from '../accounts/account.entity.ts';
import { loginMethodEntity, type LoginMethod } from '../login-methods/login-method.entity.ts';
import type { CurrentPassword } from '../password/password-store.ts';

/** An account that an identity belongs to, whether or not it may be signed in to. */
export interface Candidate {
  account: Pick<Account, 'id' | 'status' | 'origin' | 'traits'>;
  /** Null when it has none. */
  password: CurrentPassword | null;
}

export type IdentityKey = Pick<LoginMethod, 'kind' | 'identityIndex'>;

interface Row extends Pick<Account, 'id' | 'status' | 'origin'> {
  traits: string;
  sealedHash: string | null;
  version: number;
  /** As the store gives them, without the types of the entity. */
  setAt: string | number;
  validDays: number | null;
  isCompromised: boolean | number;
}

/**
 * The accounts of this site that have the identity, the first that had it first; those of another site are not found (TX-ACC-015).
 * One query, so that a known identity takes no more steps than an unknown one.
 */
export const findCandidates = async (manager: EntityManager, vault: Vault, { kind, identityIndex }: IdentityKey, site: Account['site']): Promise<Candidate[]> => {
  const rows = await manager
    .createQueryBuilder(loginMethodEntity, 'method')
    .innerJoin('account', 'account', 'account.id = method.accountId')
    .leftJoin('password', 'password', 'password.accountId = method.accountId')
    .select('account.id', 'id')
    .addSelect('account.status', 'status')
    .addSelect('account.origin', 'origin')
    .addSelect('account.traits', 'traits')
    .addSelect('password.sealedHash', 'sealedHash')
    .addSelect('password.version', 'version')
    .addSelect('password.setAt', 'setAt')
    .addSelect('password.validDays', 'validDays')
    .addSelect('password.isCompromised', 'isCompromised')
    .where('method.kind = :kind AND method.identityIndex = :identityIndex AND account.site = :site', { kind, identityIndex, site })
    .orderBy('method.boundAt', 'ASC')
    .addOrderBy('method.id', 'ASC')
    .getRawMany<Row>();
  return rows.map(({ traits, sealedHash, version, setAt, validDays, isCompromised, ...account }) => ({
    account: { ...account, traits: JSON.parse(traits) as Account['traits'] },
    password: sealedHash === null ? null : { hash: vault.open(sealedHash), version, setAt: Number(setAt), validDays, isCompromised: Boolean(isCompromised) },
  }));
};
