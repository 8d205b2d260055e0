import type { Caller } from '../../shared/caller.ts';
import { normaliseCode } from '../../shared/codes.ts';
import { addConsent } from '../../shared/consents.ts';
import type { KeepAnswer } from '../../shared/idempotency.ts';
import { takePlace } from '../../shared/quota.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { findOpenAccount, insertAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { defaultNickname } from '../accounts/nickname.ts';
import { insertContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { bindEmail } from '../login-methods/login-method-store.ts';
import { insertPassword } from '../password/password-store.ts';
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

interface Proofs {
  subject: { purpose: 'REGISTER'; to: string };
  code: string;
  path: string[];
}

const proofsOf = ({ email, phone }: Registration, input: RegisterAccountInput): Proofs[] => [
  { subject: { purpose: 'REGISTER', to: email }, code: normaliseCode(input.emailCode), path: ['emailCode'] },
  ...(phone ? [{ subject: { purpose: 'REGISTER' as const, to: phone }, code: normaliseCode(input.phoneCode ?? ''), path: ['phoneCode'] }] : []),
];

/** Registers an account, which is usable at once (TX-ACC-010), and signs in to it. */
export const registerAccount =
  (deps: Deps) =>
  async (input: RegisterAccountInput, caller: Caller): Promise<Result<Registered>> => {
    const read = readRegistration(input, deps.policy);
    if (!read.ok) return read;
    const { idempotencyKey, ...rest } = input;
    const registered = await deps.idempotency.once<FirstAnswer>({ operation: 'registerAccount', caller: 'anonymous', key: idempotencyKey, input: rest }, (keep) =>
      openAccount(deps, read.value, input, keep),
    );
    if (!registered.ok) return registered;
    const { accountId } = registered.value;
    const account = await findOpenAccount(deps.store.read, accountId);
    // A repetition after the account was closed: the codes it came with are used up.
    if (!account) return refuse({ code: 'CODE_WRONG', path: ['emailCode'] });
    const { email, phone } = read.value;
    const begun = await deps.security.beginSession({ attemptId: `register:${accountId}`, accountId, contacts: { email, phone }, caller });
    return ok({ account, session: begun?.session ?? null });
  };

const openAccount = async (deps: Deps, registration: Registration, input: RegisterAccountInput, keep: KeepAnswer<FirstAnswer>): Promise<Result<FirstAnswer>> => {
  const { store, codes, hashing } = deps;
  const proofs = proofsOf(registration, input);
  // Both are guessed, and each guess is counted, before anything is told that only the owner may know.
  const guesses = await Promise.all(proofs.map(async ({ subject, code, path }) => ((await codes.guess(subject, code)) ? null : codeWrong(path))));
  const wrong = guesses.filter((refusal) => refusal !== null);
  if (wrong.length > 0) return refuse(...wrong);
  const hash = await hashing.hash(input.password);
  return store.transaction(async (transaction) => {
    // A code that was right can be used up by another request in between; a refusal further down leaves it usable.
    for (const { subject, code, path } of proofs) if (!(await codes.consume(transaction, subject, code))) return refuse(codeWrong(path));
    const opened = await insertEverything(deps, transaction, registration, hash);
    if (opened.ok) await keep(transaction, opened.value);
    return opened;
  });
};

const codeWrong = (path: string[]): Refusal => ({ code: 'CODE_WRONG', path });

const insertEverything = async (deps: Deps, transaction: Transaction, registration: Registration, hash: string): Promise<Result<FirstAnswer>> => {
  const { vault, policy, audit } = deps;
  const { kind, email, phone, country, nickname } = registration;
  const now = deps.clock.now();
  const { id: accountId } = await insertAccount(transaction, (numbers) => ({
    ...numbers,
    username: null,
    nickname: nickname ?? defaultNickname(numbers.id),
    industry: null,
    country,
    status: 'ACTIVE',
    registeredAt: now,
    registeredWith: kind,
    closedAt: null,
  }));
  // Told only here, where control of the address was proved (TX-ACC-002).
  if (!(await bindEmail(transaction, vault, { accountId, email, isRegistrationMethod: true, boundAt: now }))) return refuse({ code: 'EMAIL_TAKEN', path: ['email'] });
  const { accountsPerPhone, agreements } = policy.registration;
  // TX-ACC-007
  if (phone && !(await takePlace(transaction, { scope: 'phone', subject: vault.blindIndex('phone', phone), holder: accountId }, accountsPerPhone))) {
    return refuse({ code: 'PHONE_QUOTA_REACHED', path: ['phone'], policy: 'account.registration.accountsPerPhone', limit: accountsPerPhone });
  }
  await insertContacts(transaction, vault, accountId, { phone, email });
  await insertPassword(transaction, vault, accountId, hash, now);
  for (const agreement of agreements) await addConsent(transaction, accountId, agreement, now);
  await audit.record(transaction, { accountId, event: 'ACCOUNT_REGISTERED', details: { registeredWith: kind, country } });
  return ok({ accountId });
};
