import type { Caller } from '../../shared/caller.ts';
import type { KeepAnswer } from '../../shared/idempotency.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { openAccount } from '../accounts/open-account.ts';
import type { Deps } from '../deps.ts';
import type { AdviceCode, LoginMethodKind, RegisterAccountInput, Session } from '../schema.generated.ts';
import { needsActivation } from '../activation/activation-rules.ts';
import { nothingKnown } from '../security-service.ts';
import { dutyOf } from '../sign-in/duty.ts';
import { proveIdentity, type ProvedIdentity } from './prove-identity.ts';
import { readRegistration, type Registration } from './registration-rules.ts';

interface Registered {
  account: Account;
  /** Null when security does not answer: the account stands, and its holder can sign in. */
  session: Session | null;
  advice: AdviceCode[];
}

/** What is kept as the first answer; nothing in it is personal or secret, so it may outlast the account. */
interface FirstAnswer {
  accountId: string;
}

/** Identities that belong to a person, who may leave the enterprise (TX-ACC-012). */
const personalKinds: LoginMethodKind[] = ['QQ', 'WECHAT'];

/** Registers an account, which is usable at once (TX-ACC-010, BD-ACC-017, HW-ACC-022) unless accounts of its kind are activated first, and signs in to it. */
export const registerAccount =
  (deps: Deps) =>
  async (input: RegisterAccountInput, caller: Caller): Promise<Result<Registered>> => {
    const isKnownPassword = await deps.knownPasswords.has(input.password ?? '');
    const read = readRegistration(input, deps.policy, { isKnownPassword });
    if (!read.ok) return read;
    const registration = read.value;
    const { idempotencyKey, ...rest } = input;
    const registered = await deps.idempotency.once<FirstAnswer>({ operation: 'registerAccount', caller: 'anonymous', key: idempotencyKey, input: rest }, (keep) =>
      proveAndOpen(deps, registration, input, caller, keep),
    );
    if (!registered.ok) return registered;
    const { accountId } = registered.value;
    const account = await findOpenAccount(deps.store.read, accountId);
    // A repetition after the account was closed: what it came with is used up.
    if (!account) return refuse(registration.claims.length > 0 ? codeWrong(registration.claims[0]!.path) : ticketEnded);
    const { email, phone, way } = registration;
    const begun = await deps.security.beginSession({ attemptId: `register:${accountId}`, accountId, contacts: { email, phone }, duty: dutyOf(account, null, deps.clock.now()), hasWechat: way.kind === 'WECHAT', facts: { ...nothingKnown, isNewAccount: true }, trustToken: null, caller });
    const advice: AdviceCode[] = input.isEnterprise && personalKinds.includes(way.kind) ? ['ENTERPRISE_WITH_PERSONAL_IDENTITY'] : [];
    return ok({ account, session: begun?.session ?? null, advice });
  };

const proveAndOpen = async (deps: Deps, registration: Registration, input: RegisterAccountInput, caller: Caller, keep: KeepAnswer<FirstAnswer>): Promise<Result<FirstAnswer>> => {
  const { store, codes, scans, hashing, policy } = deps;
  const { way, email, phone, username, password, claims, country, nickname } = registration;
  const proved = await proveIdentity(deps, registration);
  if (!proved.ok) return proved;
  const { kind, subject, name, ticket }: ProvedIdentity = proved.value;
  const passwordHash = password === null ? null : await hashing.hash(password);
  return store.transaction(async (transaction) => {
    // What was right can be used up by another request in between; a refusal further down leaves it usable.
    for (const { to, code, path } of claims) if (!(await codes.consume(transaction, { purpose: 'REGISTER', to }, code))) return refuse(codeWrong(path));
    if (ticket && !(await scans.consume(transaction, ticket))) return refuse(ticketEnded);
    const opened = await openAccount(deps, transaction, {
      kind: way.opens,
      status: needsActivation(policy, way.opens) ? 'PENDING_ACTIVATION' : 'ACTIVE',
      identity: { kind, subject },
      identityName: name,
      username: username?.written ?? null,
      phone,
      email,
      passwordHash,
      country,
      nickname,
      language: caller.language === 'zh' ? 'ZH' : 'EN',
      consents: policy.registration.agreements,
      traits: input.isEnterprise ? ['ENTERPRISE'] : [],
    });
    if (!opened.ok) return opened;
    await keep(transaction, { accountId: opened.value.id });
    return ok({ accountId: opened.value.id });
  });
};

const codeWrong = (path: string[]): Refusal => ({ code: 'CODE_WRONG', path });
const ticketEnded: Refusal = { code: 'SCAN_NOT_FOUND', path: ['ticket'] };
