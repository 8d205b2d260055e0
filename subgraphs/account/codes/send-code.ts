import type { Caller } from '../../shared/caller.ts';
import { addCode, type Notice } from '../../shared/notices/notices.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { limitSends } from '../../shared/sends/limit-sends.ts';
import { sendLimits } from '../../shared/sends/send-limits.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { isIdentityKnown } from '../login-methods/login-method-store.ts';
import type { CodePurpose, SendCodeInput } from '../schema.generated.ts';
import { mayGetSignInCode, whyNoSignInCode } from '../sign-in/sign-in-code.ts';
import { addressTakenMail, codeMail } from './code-notices.ts';
import { readAddress, type Address } from './read-address.ts';

export const withholdNoticeJob = 'withhold-notice';

/**
 * Sends a one-time code. Whether an account has the address is not told: limits, answer and the rows that are written are the same.
 * Only the message differs, which its owner alone reads: where the address to register has an account, it says so instead of giving a code;
 * and a phone that cannot be signed in with gets none.
 */
export const sendCode =
  (deps: Deps) =>
  async ({ purpose, to }: SendCodeInput, { language, address: from }: Pick<Caller, 'language' | 'address'>): Promise<Result<{ resendAfter: number; expiresAt: number }>> => {
    const { store, vault, policy, codes, jobs } = deps;
    const homeCountry = policy.registration.countries[0]!;
    const address = readAddress(to, homeCountry);
    if (!address.ok) return address;
    const refusal = purpose === 'SIGN_IN' ? whyNoSignInCode(address.value, policy.signIn) : null;
    if (refusal) return refuse(refusal);
    const sent = await store.transaction(async (transaction) => {
      const says = await whatToSay(deps, transaction, purpose, address.value);
      const issued = await codes.issue(transaction, { purpose, to: address.value.to });
      if (!issued.ok) return issued;
      await limitSends(transaction, sendLimits({ vault, homeCountry, ...policy.codes }, { ...address.value, from }), deps.clock.now());
      const mail = says === 'CODE' ? codeMail[language](purpose, issued.value.code, policy.codes.lifetime) : addressTakenMail[language];
      const notice: Notice = { ...address.value, ...mail };
      if (says === 'NOTHING') await jobs.add(transaction, { kind: withholdNoticeJob, payload: notice, isUrgent: true });
      else await addCode(jobs, transaction, notice);
      return ok({ resendAfter: issued.value.resendAfter, expiresAt: issued.value.expiresAt });
    });
    return sent.ok ? sent : refuse(...sent.refusals.map((refused) => ({ ...refused, path: ['to'] })));
  };

const whatToSay = async (deps: Deps, transaction: Transaction, purpose: CodePurpose, { channel, to }: Address): Promise<'CODE' | 'IS_TAKEN' | 'NOTHING'> => {
  if (purpose === 'SIGN_IN') return (await mayGetSignInCode(deps, transaction, to)) ? 'CODE' : 'NOTHING';
  const way = deps.policy.registration.ways.find(({ kind }) => kind === 'EMAIL');
  if (purpose !== 'REGISTER' || channel !== 'EMAIL' || !way) return 'CODE';
  return (await isIdentityKnown(transaction, deps.vault, { accountKind: way.opens, kind: 'EMAIL', subject: to })) ? 'IS_TAKEN' : 'CODE';
};
