import type { Language } from '../../shared/messages/language.ts';
import { addNotice } from '../../shared/notices/notices.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { isIdentityKnown } from '../login-methods/login-method-store.ts';
import type { CodePurpose, SendCodeInput } from '../schema.generated.ts';
import { addressTakenMail, codeMail } from './code-notices.ts';
import { readAddress, type Address } from './read-address.ts';

/**
 * Sends a one-time code. Whether an account has the address is not told: limits, answer and the rows that are written are the same.
 * Only the mail differs, which its owner alone reads: where the address has an account already, it says so instead of giving a code to register.
 */
export const sendCode =
  (deps: Deps) =>
  async ({ purpose, to }: SendCodeInput, language: Language): Promise<Result<{ resendAfter: number; expiresAt: number }>> => {
    const { store, policy, codes, jobs } = deps;
    const address = readAddress(to, policy.registration.countries[0]!);
    if (!address.ok) return address;
    const sent = await store.transaction(async (transaction) => {
      const mayHaveCode = await isFree(deps, transaction, purpose, address.value);
      const issued = await codes.issue(transaction, { purpose, to: address.value.to });
      if (!issued.ok) return issued;
      const { code, resendAfter, expiresAt } = issued.value;
      await addNotice(jobs, transaction, { ...address.value, ...(mayHaveCode ? codeMail(purpose, code, policy.codes.lifetime, language) : addressTakenMail[language]) });
      return ok({ resendAfter, expiresAt });
    });
    return sent.ok ? sent : refuse(...sent.refusals.map((refusal) => ({ ...refusal, path: ['to'] })));
  };

/** False for an e-mail address that has registered its account: a code to register would be good for nothing. A phone may have several; how many is told once the code proves whose it is. */
const isFree = async ({ vault, policy }: Deps, transaction: Transaction, purpose: CodePurpose, { channel, to }: Address): Promise<boolean> => {
  const way = policy.registration.ways.find(({ kind }) => kind === 'EMAIL');
  if (purpose !== 'REGISTER' || channel !== 'EMAIL' || !way) return true;
  return !(await isIdentityKnown(transaction, vault, { accountKind: way.opens, kind: 'EMAIL', subject: to }));
};
