import type { Vault } from '../../shared/vault.ts';
import type { AccountKind, LoginMethodKind } from '../schema.generated.ts';

/** An identity in its one form: an address as it is normalised, a user name folded, of a third party the id at its provider. */
export interface Identity {
  /** Accounts of the platform and passports know nothing of each other's identities. */
  accountKind: AccountKind;
  kind: LoginMethodKind;
  subject: string;
}

/** Under what an identity is found, and its failures counted. Equal subjects of two kinds have nothing in common. */
export const identityIndex = (vault: Vault, { accountKind, kind, subject }: Identity): string => vault.blindIndex(`${accountKind} ${kind}`, subject);
