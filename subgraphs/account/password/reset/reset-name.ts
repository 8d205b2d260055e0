import type { CodeSubject } from '../../../shared/codes.ts';
import { ok, refuse, type Refusal, type Result } from '../../../shared/result.ts';
import { readAddress, type Address } from '../../codes/read-address.ts';
import { normalisePhone } from '../../contacts/phone-number.ts';
import type { Identity } from '../../login-methods/identity.ts';
import { normaliseUsername } from '../../login-methods/username.ts';
import type { AccountPolicy } from '../../policy.ts';
import type { AccountKind } from '../../schema.generated.ts';
import { passwordKinds } from '../password-names.ts';

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
export const readResetName = (policy: AccountPolicy, { account, accountKind: asked, phone: typed }: Written): Result<ResetName> => {
  const { by } = policy.password.reset;
  const accountKind = asked ?? policy.signIn.accountKinds[0]!.kind;
  const country = policy.registration.countries[0]!;
  const invalid: Refusal = { code: 'SIGN_IN_NAME_INVALID', path: ['account'], policy: 'account.password.reset.by', limit: by.join(', ') };
  const isOffered = (kind: 'EMAIL' | 'PHONE' | 'USERNAME'): boolean => by.includes(kind) && passwordKinds(policy.signIn, accountKind).includes(kind);

  const read = readAddress(account, country);
  if (read.ok) {
    const { channel, to } = read.value;
    const kind = channel === 'EMAIL' ? 'EMAIL' : 'PHONE';
    return isOffered(kind) ? ok({ identity: { accountKind, kind, subject: to }, address: read.value }) : refuse(invalid);
  }
  const username = normaliseUsername(account);
  if (!username || !isOffered('USERNAME')) return refuse(invalid);
  if (!typed) return refuse({ code: 'FIELD_REQUIRED', path: ['phone'] });
  const phone = normalisePhone(typed, country);
  if (!phone) return refuse({ code: 'PHONE_INVALID', path: ['phone'] });
  return ok({ identity: { accountKind, kind: 'USERNAME', subject: username }, address: { channel: 'SMS', to: phone } });
};

/** The code of a reset: how often it is sent is counted by address, and it is good for this name alone. */
export const codeSubjectOf = ({ identity: { accountKind, kind, subject }, address }: ResetName): CodeSubject => ({
  purpose: 'RESET_PASSWORD',
  to: address.to,
  boundTo: `${accountKind} ${kind} ${subject}`,
});
