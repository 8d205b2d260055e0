import type { CodeSubject } from '../../../shared/codes.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import type { Address } from '../../codes/read-address.ts';
import { normalisePhone } from '../../../shared/phone-number.ts';
import type { Identity } from '../../login-methods/identity.ts';
import type { AccountPolicy } from '../../policy.ts';
import type { AccountKind } from '../../schema.generated.ts';
import { readSignInName } from '../../sign-in/sign-in-name.ts';

/** Whose password is forgotten, as somebody says who may be anybody. */
export interface ResetName {
  identity: Identity;
  /** Where the message goes: the name itself, or with a user name the phone that was typed. */
  address: Address;
}

interface Written {
  account: string;
  accountKind?: AccountKind | null | undefined;
  phone?: string | null | undefined;
}

/** Reads the name, or says why no password can be reset by it. Nothing here depends on what is stored. */
export const readResetName = (policy: AccountPolicy, { account, accountKind, phone: typed }: Written): Result<ResetName> => {
  const { by } = policy.password.reset;
  const identity = readSignInName(account, accountKind ?? policy.signIn.accountKinds[0]!.kind, policy);
  if (!identity || !by.some((kind) => kind === identity.kind)) return refuse({ code: 'SIGN_IN_NAME_INVALID', path: ['account'], policy: 'account.password.reset.by', limit: by.join(', ') });
  if (identity.kind !== 'USERNAME') return ok({ identity, address: { channel: identity.kind === 'EMAIL' ? 'EMAIL' : 'SMS', to: identity.subject } });
  if (!typed) return refuse({ code: 'FIELD_REQUIRED', path: ['phone'] });
  const phone = normalisePhone(typed, policy.registration.countries[0]!);
  return phone ? ok({ identity, address: { channel: 'SMS', to: phone } }) : refuse({ code: 'PHONE_INVALID', path: ['phone'] });
};

/** The code of a reset: how often it is sent is counted by address, and it is good for this name alone. */
export const codeSubjectOf = ({ identity: { accountKind, kind, subject }, address }: ResetName): CodeSubject => ({
  purpose: 'RESET_PASSWORD',
  to: address.to,
  boundTo: `${accountKind} ${kind} ${subject}`,
});
