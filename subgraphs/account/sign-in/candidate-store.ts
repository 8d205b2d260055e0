import type { EntityManager } from 'typeorm';
import type { Vault } from '../../shared/vault.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { LoginMethod } from '../login-methods/login-method.entity.ts';
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

const candidatesStatement = `SELECT account.id, account.status, account.origin, account.traits,
    password.sealedHash, password.version, password.setAt, password.validDays, password.isCompromised
  FROM login_method method JOIN account ON account.id = method.accountId LEFT JOIN password ON password.accountId = method.accountId
  WHERE method.kind = ? AND method.identityIndex = ? AND account.site = ? ORDER BY method.boundAt, method.id`;

/**
 * The accounts of this site that have the identity, the first that had it first; those of another site are not found (TX-ACC-015).
 * One query, so that a known identity takes no more steps than an unknown one.
 */
export const findCandidates = async (manager: EntityManager, vault: Vault, { kind, identityIndex }: IdentityKey, site: Account['site']): Promise<Candidate[]> => {
  const rows = (await manager.query(candidatesStatement, [kind, identityIndex, site])) as Row[];
  return rows.map(({ traits, sealedHash, version, setAt, validDays, isCompromised, ...account }) => ({
    account: { ...account, traits: JSON.parse(traits) as Account['traits'] },
    password: sealedHash === null ? null : { hash: vault.open(sealedHash), version, setAt: Number(setAt), validDays, isCompromised: Boolean(isCompromised) },
  }));
};
