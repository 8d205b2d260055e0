import { randomBytes } from 'node:crypto';
import { app } from '../../sandbox/third-party/app.ts';
import { openTestStore } from './store.ts';
import { newEmail, newPassword, newPhone } from './people.ts';
import { createDeps, type Deps } from '../../subgraphs/account/deps.ts';
import { CreateAccountTables1767225600000 } from '../../subgraphs/account/migrations/create-account-tables.ts';
import { accountModule } from '../../subgraphs/account/module.ts';
import { accountPolicy, type AccountPolicy } from '../../subgraphs/account/policy.ts';
import { registerAccount } from '../../subgraphs/account/registration/register-account.ts';
import { createAudit } from '../../subgraphs/shared/audit.ts';
import type { Caller } from '../../subgraphs/shared/caller.ts';
import { movableClock } from '../../subgraphs/shared/clock.ts';
import { createIdempotency } from '../../subgraphs/shared/idempotency.ts';
import { createJobs } from '../../subgraphs/shared/jobs/jobs.ts';
import { createLog } from '../../subgraphs/shared/log.ts';
import { loadPolicy } from '../../subgraphs/shared/policy/load-policy.ts';
import { baseEntities } from '../../subgraphs/shared/run-subgraph.ts';
import type { ServiceClient } from '../../subgraphs/shared/service-client.ts';
import { createVault } from '../../subgraphs/shared/vault.ts';

export const caller: Caller = { from: 'client', viewer: null, hasEndedSession: false, language: 'en', device: 'test', address: '127.0.0.1', requestId: 'test' };

const session = { id: 's', token: 't', city: null, device: null, createdAt: '2026-01-01T00:00:00.000Z', lastUsedAt: '2026-01-01T00:00:00.000Z', idleExpiresAt: '2026-01-01T02:00:00.000Z', expiresAt: '2026-01-03T00:00:00.000Z', current: false };

/** The settings with which the providers of identities are the sandbox. */
const identityProvidersAt = (url: string) => {
  const provider = { appId: app.id, appSecret: app.secret, url, pageUrl: undefined, tokenUrl: `${url}/component-access-token` };
  return { WECHAT: provider, QQ: provider, WECOM: provider, WEIBO: provider, WECHAT_OFFICIAL: provider };
};

/** The use cases of this subgraph on a real store, beside a security subgraph whose answers a test chooses. */
export const openAccountWorld = async (preset = 'tencent') => {
  const [migration, vault] = [new CreateAccountTables1767225600000(), createVault(`k1:${randomBytes(32).toString('base64')}`)];
  const store = await openTestStore([...accountModule.entities, ...baseEntities] as never[], (runner) => migration.up(runner));
  const [clock, log] = [movableClock(), createLog('test')];
  log.level = 'silent';
  const { value: policy } = loadPolicy(preset, 'account', accountPolicy);

  const world = {
    /** Every request that reached security, in order. */
    calls: [] as { what: 'beginSession' | 'endAccountSessions'; variables: Record<string, unknown> }[],
    /** Is asked before security answers; a throw is an answer that never came. */
    beforeAnswer: async (): Promise<void> => undefined,
  };
  const services: ServiceClient = {
    ask: async <Data>(_service: string, document: string, variables: Record<string, unknown>) => {
      const what = document.includes('beginSession') ? 'beginSession' : 'endAccountSessions';
      world.calls.push({ what, variables });
      await world.beforeAnswer();
      return { beginSession: { session, challenge: null, refusal: null }, endAccountSessions: true } as Data;
    },
    close: async () => undefined,
  };
  const jobs = createJobs({ store, clock, vault, log }, {});
  const config = {
    consoleUrl: 'https://console.example.com',
    wechatMessagesUrl: 'https://wechat.example.com',
    knownPasswordsFile: null,
    identityProviders: identityProvidersAt('http://127.0.0.1:1'),
    captcha: { url: 'http://127.0.0.1:9', secret: 'secret', siteKey: 'site-key' },
    faceSignIn: { url: 'http://127.0.0.1:9', secret: 'secret' },
    redirectUris: ['http://localhost:4000/authorised', 'http://localhost:4000/app'],
    appScanUrl: 'http://localhost:4000/scan',
  };
  const base = { config, store, clock, vault, log, jobs, services, audit: createAudit(clock), idempotency: createIdempotency({ store, clock, vault }) };
  const deps = createDeps(base, policy);

  /** The codes that a caller would have received. */
  const issueCode = async (to: string): Promise<string> => {
    const issued = await store.transaction((transaction) => deps.codes.issue(transaction, { purpose: 'REGISTER', to }));
    if (!issued.ok) throw new Error(issued.refusals[0]!.code);
    return issued.value.code;
  };

  return {
    world,
    deps,
    store,
    clock,
    identityProviders: identityProvidersAt,
    /** The same store, seen by another process, with another policy where one is given. */
    anotherProcess: (changes: Partial<AccountPolicy> = {}): Deps => createDeps(base, { ...policy, ...changes }),
    register: async (given: { email?: string; phone?: string } = {}) => {
      const { email = newEmail(), phone = newPhone() } = given;
      const password = newPassword();
      const input = { email, phone, password, emailCode: await issueCode(email), phoneCode: await issueCode(phone), agreements: policy.registration.agreements };
      const registered = await registerAccount(deps)(input, caller);
      if (!registered.ok) throw new Error(registered.refusals[0]!.code);
      return { ...registered.value, email, phone, password };
    },
    close: async () => {
      await jobs.stop();
      await store.close();
    },
  };
};
