import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { findAndHoldAccount, findOpenAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import { tellHolder } from '../notices/tell-holder.ts';
import { findPasswordMethods } from '../password/password-names.ts';
import { deletePasswords } from '../password/password-store.ts';
import type { UnbindConditionKind, UnbindLoginMethodInput } from '../schema.generated.ts';
import { addressesBefore } from './addresses-before.ts';
import { loginMethodUnbound } from './login-method-notices.ts';
import { notBound, whyNotUnbound } from './login-method-rules.ts';
import { findLoginMethod, findLoginMethods } from './login-method-store.ts';
import type { LoginMethod } from './login-method.entity.ts';
import { askSecurity } from './read-unbind-report.ts';
import { releaseLoginMethod } from './release-login-method.ts';
import { syncWechatLink } from './sync-wechat-link.ts';
import { reportOn, usesOf, type UnbindReport } from './unbind-conditions.ts';
import { dropContacts } from './sync-contacts.ts';
import { insertUnbindReport, takeUnbindReport } from './unbind-report-store.ts';
import { whyPhoneKept } from './why-phone-kept.ts';

interface Unbinding {
  /** Null when refused. */
  account: Account | null;
  /** Of the registration method. */
  report: UnbindReport | null;
  refusals: Refusal[];
}

interface Removed {
  /** The job that tells security of it. */
  jobId?: string | null;
}

const unmet = (condition: UnbindConditionKind): Refusal => ({ code: 'UNBIND_CONDITION_UNMET', path: ['kind', condition] });
const reportNotFound: Refusal = { code: 'UNBIND_REPORT_NOT_FOUND', path: ['reportId'] };

/**
 * Unbinds a login method; the registration method in two calls, of which the first gives the report to confirm (TX-ACC-080, TX-ACC-082, TX-ACC-083).
 * The account is held, so that of two such requests the second sees what the first has left, and one login method stays (TX-ACC-077).
 */
export const unbindLoginMethod =
  (deps: Deps) =>
  async (viewer: Viewer, { kind, reportId }: UnbindLoginMethodInput): Promise<Unbinding> => {
    const { store, policy, vault, clock, jobs } = deps;
    const { accountId, sessionId } = viewer;
    const found = await findOpenAccount(store.read, accountId);
    const kept = found && (await whyPhoneKept(deps, viewer, kind, found.kind));
    if (kept) return { account: null, report: null, refusals: [kept] };
    // Asked before the transaction. No other method becomes the registration method meanwhile: its mark only moves within its kind.
    const needsReport = policy.loginMethods.mayUnbindRegistration && ((await findLoginMethod(store.read, accountId, kind))?.isRegistrationMethod ?? false);
    // A WeChat is itself what a protection checks by, whether or not it is the registration method; an address that is unbound stays the security address.
    const security = needsReport || kind === 'WECHAT' ? await askSecurity(deps, accountId) : null;

    const done = await store.transaction(async (transaction): Promise<Result<Unbinding & Removed>> => {
      const account = await findAndHoldAccount(transaction, accountId);
      const methods = await findLoginMethods(transaction, accountId);
      const method = methods.find((bound) => bound.kind === kind);
      if (!account || !method) return refuse(notBound);
      const refusal = whyNotUnbound(kind, { accountKind: account.kind, methods }, policy);
      const isReported = method.isRegistrationMethod && security !== null;
      if (refusal && (refusal.code !== 'LAST_LOGIN_METHOD' || !isReported)) return refuse(refusal);
      if (!isReported) {
        if (security && usesOf(vault, method, security).length > 0) return refuse(unmet('NO_CHECK_METHOD'));
        const jobId = await remove(deps, transaction, viewer, account, method);
        return ok({ account, report: null, refusals: [], jobId });
      }

      const report = reportOn(vault, method, methods, security);
      const refusals = report.conditions.filter(({ isMet }) => !isMet).map((condition) => unmet(condition.kind));
      if (!report.isPassed) return ok({ account: null, report, refusals: refusal ? [refusal, ...refusals] : refusals });
      const asked = { accountId, sessionId, loginMethodId: method.id };
      if (!reportId) {
        const id = await insertUnbindReport(transaction, { ...asked, expiresAt: clock.now() + policy.loginMethods.unbindReportLifetime });
        return ok({ account, report: { ...report, id }, refusals: [] });
      }
      if (!(await takeUnbindReport(transaction, { id: reportId, ...asked }, clock.now()))) return refuse(reportNotFound);
      const jobId = await remove(deps, transaction, viewer, account, method);
      return ok({ account, report, refusals: [], jobId });
    });
    if (!done.ok) return { account: null, report: null, refusals: done.refusals };
    const { jobId, ...unbinding } = done.value;
    // When the answer comes security knows; while it does not answer, the job goes on trying.
    if (jobId) await jobs.runNow(jobId);
    return unbinding;
  };

/** Gives the job that tells security, where there is something to tell. */
const remove = async (deps: Deps, transaction: Transaction, { sessionId }: Viewer, account: Account, method: LoginMethod): Promise<string | null> => {
  const { id: accountId } = account;
  const { kind, isRegistrationMethod } = method;
  const toldBesides = await addressesBefore(deps, transaction, accountId, method);
  await releaseLoginMethod(deps, transaction, account, method);
  // TX-ACC-051: what nobody can sign in with any more is no password; the next one begins anew.
  if ((await findPasswordMethods(deps, transaction, account)).length === 0) await deletePasswords(transaction, accountId);
  await deps.audit.record(transaction, { accountId, event: 'LOGIN_METHOD_UNBOUND', sessionId, details: { kind, isRegistrationMethod } });
  await tellHolder(deps, transaction, account, loginMethodUnbound(kind), toldBesides);
  if (kind === 'WECHAT') return syncWechatLink(deps, transaction, accountId, kind, false);
  return deps.policy.loginMethods.securityContactsFollow.includes(account.kind) ? dropContacts(deps, transaction, accountId, { kind, subject: deps.vault.open(method.sealedIdentity) }) : null;
};
