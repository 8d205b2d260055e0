import { normaliseCode } from '../../../shared/codes.ts';
import { ok, refuse, type Refusal, type Result } from '../../../shared/result.ts';
import type { Transaction } from '../../../shared/store/open-store.ts';
import type { Account } from '../../accounts/account.entity.ts';
import type { Deps } from '../../deps.ts';
import { identityIndex } from '../../login-methods/identity.ts';
import type { CheckMethod, ResetPasswordInput } from '../../schema.generated.ts';
import { findResettable } from './find-resettable.ts';
import { createResetCodes } from './reset-codes.ts';
import { findLink, useLink } from './reset-link-store.ts';
import { codeSubjectOf, readResetName } from './reset-name.ts';

/** Control of an address was proved, and so a right to the accounts that have it. */
export interface ProvedReset {
  /** At least one. */
  accounts: Account[];
  /** What would prove nothing new. */
  provedBy: CheckMethod;
  /** The same each time that this link or code is sent. */
  id: string;
  /** What is refused when the link or code is good no more. */
  notFound: Refusal;
  /** Uses the link or code up; false when another request did so first. */
  consume(transaction: Transaction): Promise<boolean>;
}

export type ProveReset = (input: ResetPasswordInput) => Promise<Result<ProvedReset>>;

/** A wrong, used or old link or code, and a name that no account has, look the same. */
const notFound = (path: string): Refusal => ({ code: 'RESET_NOT_FOUND', path: [path] });

const proveByLink =
  (deps: Deps): ProveReset =>
  async ({ token }) => {
    const { store, clock } = deps;
    if (!token) return refuse({ code: 'FIELD_REQUIRED', path: ['token'] });
    const link = await findLink(store.read, token, clock.now());
    // Looked up by what the address opens now: where it was unbound since, the link opens nothing.
    const accounts = link ? await findResettable(deps, store.read, { kind: 'EMAIL', identityIndex: link.identityIndex, phone: null }) : [];
    if (!link || accounts.length === 0) return refuse(notFound('token'));
    return ok({ accounts, provedBy: 'EMAIL', id: link.tokenHash, notFound: notFound('token'), consume: (transaction) => useLink(transaction, link, clock.now()) });
  };

const proveByCode = (deps: Deps): ProveReset => {
  const codes = createResetCodes(deps);
  return async (input) => {
    const { store, vault, policy } = deps;
    const missing = (['account', 'code'] as const).filter((field) => !input[field]);
    if (missing.length > 0) return refuse(...missing.map((field): Refusal => ({ code: 'FIELD_REQUIRED', path: [field] })));
    const name = readResetName(policy, { account: input.account!, accountKind: input.accountKind, phone: input.phone });
    if (!name.ok) return name;
    const { identity, address } = name.value;
    const [subject, code] = [codeSubjectOf(name.value), normaliseCode(input.code!)];
    // Counted before anything is looked at; a code for another name, or for another purpose, is wrong here (ASVS 6.6.2).
    if (!(await codes.guess(subject, code))) return refuse(notFound('code'));
    const accounts = await findResettable(deps, store.read, { kind: identity.kind, identityIndex: identityIndex(vault, identity), phone: address.channel === 'SMS' ? address.to : null });
    if (accounts.length === 0) return refuse(notFound('code'));
    const id = vault.blindIndex('reset', [subject.to, subject.boundTo, code].join('\0'));
    return ok({ accounts, provedBy: address.channel, id, notFound: notFound('code'), consume: (transaction) => codes.consume(transaction, subject, code) });
  };
};

/** Judges the link or the code, as the policy says which is sent. Nothing is used up yet. */
export const createProveReset = (deps: Deps): ProveReset => (deps.policy.password.reset.sends === 'LINK' ? proveByLink(deps) : proveByCode(deps));
