import { normaliseCode } from '../../shared/codes.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { maySignIn } from '../accounts/account-states.ts';
import { openAccount } from '../accounts/open-account.ts';
import { normalisePhone } from '../../shared/phone-number.ts';
import type { Deps } from '../deps.ts';
import { identityIndex } from '../login-methods/identity.ts';
import { findCandidates } from './candidate-store.ts';
import type { Asked, Proof } from './proof.ts';
import { mostToChoose } from './go-on-with-proof.ts';
import { noteFailedSignIn } from './record-failed-sign-in.ts';
import { agreementsOf, failed } from './sign-in-rules.ts';

/** A phone and the code that was sent to it. */
export const proveSms = (deps: Deps, asked: Asked): Promise<Result<Proof>> => deps.signIns.run(() => proveInTurn(deps, asked));

/** A phone that no account has registers one, where the policy says so (BD-ACC-032); otherwise it looks like a wrong code. */
const proveInTurn = async (deps: Deps, { input, accountKind, caller }: Asked): Promise<Result<Proof>> => {
  const { store, vault, policy, codes, audit } = deps;
  const phone = normalisePhone(input.account ?? '', policy.registration.countries[0]!);
  if (!phone) return refuse(failed);
  const [subject, code] = [{ purpose: 'SIGN_IN', to: phone }, normaliseCode(input.code ?? '')];
  const identity = { kind: 'PHONE' as const, identityIndex: identityIndex(vault, { accountKind, kind: 'PHONE', subject: phone }) };
  // BD-ACC-007: the one that had the phone first, or whichever is chosen (HW-ACC-068).
  const openable = policy.signIn.sharedPhone === 'CHOOSE' ? mostToChoose : 1;
  if (!(await codes.guess(subject, code))) {
    await noteFailedSignIn(deps, { identity, accounts: openable, method: 'SMS', caller });
    return refuse(failed);
  }
  const candidates = await findCandidates(store.read, vault, identity, policy.site);
  const proof = { identity, deviceToken: null, facts: { firstFactor: 'SMS' as const } };

  if (candidates.length === 0 && policy.signIn.smsRegisters === accountKind) {
    const needsActivation = policy.signIn.accountKinds.some((offered) => offered.kind === accountKind && offered.needsActivation);
    const opened = await store.transaction(async (transaction) => {
      // Of any number at once the code lets one go on.
      if (!(await codes.consume(transaction, subject, code))) return refuse(failed);
      return openAccount(deps, transaction, {
        kind: accountKind,
        status: needsActivation ? 'PENDING_ACTIVATION' : 'ACTIVE',
        identity: { kind: 'PHONE', subject: phone },
        identityName: null,
        username: null,
        nickname: null,
        phone,
        email: null,
        passwordHash: null,
        country: policy.registration.countries[0]!,
        language: caller.language === 'zh' ? 'ZH' : 'EN',
        consents: agreementsOf(input, policy.signIn),
      });
    });
    if (!opened.ok) return refuse(...opened.refusals.map((refusal): Refusal => (refusal.path ? { ...refusal, path: ['account'] } : refusal)));
    return ok({ ...proof, accounts: [{ account: opened.value, password: null }], useUp: null, isNewAccount: true });
  }

  const accounts = candidates.slice(0, openable).filter(({ account }) => maySignIn(account.status)).map(({ account }) => ({ account, password: null }));
  if (accounts.length === 0) return refuse(failed);
  return ok({
    ...proof,
    accounts,
    useUp: async (transaction) => {
      if (!(await codes.consume(transaction, subject, code))) return failed;
      for (const { account } of accounts) await audit.record(transaction, { accountId: account.id, event: 'SIGN_IN_SMS_PROVED' });
      return null;
    },
    isNewAccount: false,
  });
};
