import { randomBytes } from 'node:crypto';
import { openTestStore } from './store.ts';
import { newEmail, newPhone } from './people.ts';
import { createAudit } from '../../subgraphs/shared/audit.ts';
import { movableClock } from '../../subgraphs/shared/clock.ts';
import { createCodes } from '../../subgraphs/shared/codes.ts';
import { createIdempotency } from '../../subgraphs/shared/idempotency.ts';
import { createJobs, type JobHandler } from '../../subgraphs/shared/jobs/jobs.ts';
import { createLog } from '../../subgraphs/shared/log.ts';
import { noticeJob, type Notice } from '../../subgraphs/shared/notices/notices.ts';
import { loadPolicy } from '../../subgraphs/shared/policy/load-policy.ts';
import { baseEntities } from '../../subgraphs/shared/run-subgraph.ts';
import type { ErrorCode, SessionDuty } from '../../subgraphs/shared/schema.generated.ts';
import { createVault } from '../../subgraphs/shared/vault.ts';
import { setNoticeContactJob, type SetNoticeContact } from '../../subgraphs/security/contacts/follow-with-notices.ts';
import { settlePhoneExchange, settlePhoneExchangeJob, type SettlePhoneExchange } from '../../subgraphs/security/contacts/settle-phone-exchange.ts';
import type { AccountService } from '../../subgraphs/security/account-service.ts';
import { keepActivity } from '../../subgraphs/security/activity/append-activity.ts';
import type { Deps } from '../../subgraphs/security/deps.ts';
import { CreateSecurityTables1767225600000 } from '../../subgraphs/security/migrations/create-security-tables.ts';
import { securityModule } from '../../subgraphs/security/module.ts';
import { securityPolicy } from '../../subgraphs/security/policy.ts';
import { beginSession } from '../../subgraphs/security/sessions/begin-session.ts';

interface Given {
  phone?: string | null;
  email?: string | null;
  duty?: SessionDuty | null;
  hasWechat?: boolean;
}

/** Where the passkeys of tests are made. */
const relyingParty = { id: 'localhost', origins: ['http://localhost:4000'] };

let accounts = 100_000_000_000;

/** The use cases of this subgraph on a real store, with everything it sends in hand. */
export const openSecurityWorld = async (preset = 'tencent') => {
  const [migration, vault] = [new CreateSecurityTables1767225600000(), createVault(`k1:${randomBytes(32).toString('base64')}`)];
  const store = await openTestStore([...securityModule.entities, ...baseEntities] as never[], (runner) => migration.up(runner));
  const [clock, log] = [movableClock(), createLog('test')];
  log.level = 'silent';
  const { value: policy } = loadPolicy(preset, 'security', securityPolicy);
  const sent: Notice[] = [];
  const world = {
    /** What account says of every scan. */
    scanned: async (): Promise<ErrorCode | null> => null,
  };
  /** What account answers, and every place that was taken and given back; a test may answer otherwise, or throw. */
  const places: string[] = [];
  const settled = new Set<string>();
  const account: AccountService = {
    contactRoute: async () => ({ followsLogin: false, kinds: [] }),
    takePhonePlace: async ({ phone }) => {
      places.push(`take ${phone}`);
      return { isTaken: true, policy: null, limit: null };
    },
    // As account does: each exchange once, however often it is told.
    settlePhoneExchange: async ({ exchangeId, freedPhone }) => {
      if (!settled.has(exchangeId)) places.push(`free ${freedPhone}`);
      settled.add(exchangeId);
    },
    setNoticeContact: async () => undefined,
    proveChallengeScan: () => world.scanned(),
  };
  const handlers: Record<string, JobHandler> = { [noticeJob]: async (notice: Notice) => void sent.push(notice) };
  const jobs = createJobs({ store, clock, vault, log }, handlers);
  const base = { store, clock, vault, log, jobs, audit: createAudit(clock, keepActivity({ vault, jobs, clock, policy })), account, mailFrom: 'Hufu <no-reply@hufu.example>' };
  const anotherProcess = (): Deps => ({ ...base, policy, codes: createCodes(base, policy.codes, 'security.codes'), relyingParty, idempotency: createIdempotency(base) });
  const deps = anotherProcess();
  handlers[settlePhoneExchangeJob] = (exchange: SettlePhoneExchange) => settlePhoneExchange(deps, exchange);
  handlers[setNoticeContactJob] = (contact: SetNoticeContact, jobId: string) => account.setNoticeContact({ requestId: jobId, ...contact });

  return {
    world,
    deps,
    account,
    places,
    jobs,
    store,
    clock,
    /** The same store, seen by another process. */
    anotherProcess,
    /** Everything that was sent to an address, the oldest first. */
    sentTo: async (to: string): Promise<Notice[]> => {
      await jobs.runDue();
      return sent.filter((notice) => notice.to === to);
    },
    /** An account with its first session. */
    openAccount: async ({ phone = newPhone(), email = newEmail(), duty = null, hasWechat = false }: Given = {}) => {
      const accountId = String((accounts += 1));
      const { session } = await beginSession(deps, { attemptId: 'first', accountId, phone, email, device: 'test', address: null, language: 'en', duty, hasWechat, isNewAccount: true });
      if (!session) throw new Error('No session was opened.');
      return { accountId, phone: phone ?? '', email: email ?? '', session: session.session, token: session.token, viewer: { accountId, sessionId: session.session.id } };
    },
    close: async () => {
      await jobs.stop();
      await store.close();
    },
  };
};
