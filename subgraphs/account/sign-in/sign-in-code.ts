import type { Refusal } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Address } from '../codes/read-address.ts';
import type { Deps } from '../deps.ts';
import { isIdentityKnown } from '../login-methods/login-method-store.ts';
import type { AccountKind } from '../schema.generated.ts';
import type { SignInPolicy } from './sign-in-policy.ts';

const kindsBySms = ({ options }: SignInPolicy): AccountKind[] => [...new Set(options.filter(({ methods }) => methods.includes('SMS')).map(({ accountKind }) => accountKind))];

/** A code to sign in with goes to a phone, where the policy lets anybody sign in by SMS. */
export const whyNoSignInCode = ({ channel }: Address, policy: SignInPolicy): Refusal | null => {
  if (kindsBySms(policy).length === 0) return { code: 'SIGN_IN_METHOD_NOT_OFFERED', path: ['purpose'] };
  return channel === 'SMS' ? null : { code: 'PHONE_INVALID', path: ['to'] };
};

/** Whether a code could be of use: an account has the phone, or would be registered with it (BD-ACC-032). Takes as many steps for every phone. */
export const mayGetSignInCode = async ({ vault, policy }: Deps, transaction: Transaction, phone: string): Promise<boolean> => {
  let isKnown = policy.signIn.smsRegisters !== null;
  for (const accountKind of kindsBySms(policy.signIn)) isKnown = (await isIdentityKnown(transaction, vault, { accountKind, kind: 'PHONE', subject: phone })) || isKnown;
  return isKnown;
};
