import type { Language } from '../../shared/messages/language.ts';
import { addNotice, type Notice } from '../../shared/notices/notices.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { isIdentityKnown } from '../login-methods/login-method-store.ts';
import type { SendCodeInput } from '../schema.generated.ts';
import { addressTakenMail, codeSubject, codeText } from './code-notices.ts';
import { readAddress, type Address } from './read-address.ts';

/**
 * Sends a one-time code. Whether an account has the address is not told: limits, answer and the rows that are written are the same.
 * Only the mail differs, which its owner alone reads: where the address has an account, it says so instead of giving a code.
 */
export const sendCode =
  ({ store, vault, policy, codes, jobs }: Deps) =>
  async ({ purpose, to }: SendCodeInput, language: Language): Promise<Result<{ resendAfter: number; expiresAt: number }>> => {
    const address = readAddress(to, policy.registration.countries[0]!);
    if (!address.ok) return address;
    const sent = await store.transaction(async (transaction) => {
      const isTaken = address.value.channel === 'EMAIL' && (await isIdentityKnown(transaction, vault, { accountKind: 'CLOUD', kind: 'EMAIL', subject: address.value.to }));
      const issued = await codes.issue(transaction, { purpose, to: address.value.to });
      if (!issued.ok) return issued;
      await addNotice(jobs, transaction, isTaken ? { ...address.value, ...addressTakenMail[language] } : codeNotice(address.value, issued.value.code, policy.codes.lifetime, language));
      return ok({ resendAfter: issued.value.resendAfter, expiresAt: issued.value.expiresAt });
    });
    return sent.ok ? sent : refuse(...sent.refusals.map((refusal) => ({ ...refusal, path: ['to'] })));
  };

const codeNotice = (address: Address, code: string, lifetime: number, language: Language): Notice => ({
  ...address,
  subject: codeSubject[language],
  text: codeText[language](code, lifetime),
});
