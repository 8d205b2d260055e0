import type { Caller } from '../../shared/caller.ts';
import { normaliseCode } from '../../shared/codes.ts';
import type { KeepAnswer } from '../../shared/idempotency.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { openAccount } from '../accounts/open-account.ts';
import type { Deps } from '../deps.ts';
import type { RegisterAccountInput, Session } from '../schema.generated.ts';
import { readRegistration, type Registration } from './registration-rules.ts';

interface Registered {
  account: Account;
  /** Null when security does not answer: the account stands, and its holder can sign in. */
  session: Session | null;
}

/** What is kept as the first answer; nothing in it is personal or secret, so it may outlast the account. */
interface FirstAnswer {
  accountId: string;
}

interface Proof {
  subject: { purpose: 'REGISTER'; to: string };
  code: string;
  path: string[];
}

const proofsOf = ({ email, phone }: Registration, input: RegisterAccountInput): Proof[] => [
  ...(email ? [{ subject: { purpose: 'REGISTER' as const, to: email }, code: normaliseCode(input.emailCode ?? ''), path: ['emailCode'] }] : []),
  ...(phone ? [{ subject: { purpose: 'REGISTER' as const, to: phone }, code: normaliseCode(input.phoneCode ?? ''), path: ['phoneCode'] }] : []),
];

/** Registers an account, which is usable at once (TX-ACC-010), and signs in to it. */
export const registerAccount =
  (deps: Deps) =>
  async (input: RegisterAccountInput, caller: Caller): Promise<Result<Registered>> => {
    const isKnownPassword = await deps.knownPasswords.has(input.password ?? '');
    const read = readRegistration(input, deps.policy, { isKnownPassword });
    if (!read.ok) return read;
    const { idempotencyKey, ...rest } = input;
    const registered = await deps.idempotency.once<FirstAnswer>({ operation: 'registerAccount', caller: 'anonymous', key: idempotencyKey, input: rest }, (keep) =>
      proveAndOpen(deps, read.value, input, caller, keep),
    );
    if (!registered.ok) return registered;
    const { accountId } = registered.value;
    const account = await findOpenAccount(deps.store.read, accountId);
    // A repetition after the account was closed: the codes it came with are used up.
    if (!account) return refuse({ code: 'CODE_WRONG', path: ['emailCode'] });
    const { email, phone } = read.value;
    const begun = await deps.security.beginSession({ attemptId: `register:${accountId}`, accountId, contacts: { email, phone }, duty: null, caller });
    return ok({ account, session: begun?.session ?? null });
  };

const proveAndOpen = async (deps: Deps, registration: Registration, input: RegisterAccountInput, caller: Caller, keep: KeepAnswer<FirstAnswer>): Promise<Result<FirstAnswer>> => {
  const { store, codes, hashing, policy } = deps;
  const { way, email, phone, country, nickname } = registration;
  const proofs = proofsOf(registration, input);
  // Both are guessed, and each guess is counted, before anything is told that only the owner may know.
  const guesses = await Promise.all(proofs.map(async ({ subject, code, path }) => ((await codes.guess(subject, code)) ? null : codeWrong(path))));
  const wrong = guesses.filter((refusal) => refusal !== null);
  if (wrong.length > 0) return refuse(...wrong);
  const passwordHash = input.password ? await hashing.hash(input.password) : null;
  return store.transaction(async (transaction) => {
    // A code that was right can be used up by another request in between; a refusal further down leaves it usable.
    for (const { subject, code, path } of proofs) if (!(await codes.consume(transaction, subject, code))) return refuse(codeWrong(path));
    const opened = await openAccount(deps, transaction, {
      kind: way.opens,
      status: 'ACTIVE',
      identity: { kind: 'EMAIL', subject: email! },
      identityName: null,
      username: null,
      phone,
      email,
      passwordHash,
      country,
      nickname,
      language: caller.language === 'zh' ? 'ZH' : 'EN',
      consents: policy.registration.agreements,
    });
    if (!opened.ok) return opened;
    await keep(transaction, { accountId: opened.value.id });
    return ok({ accountId: opened.value.id });
  });
};

const codeWrong = (path: string[]): Refusal => ({ code: 'CODE_WRONG', path });
