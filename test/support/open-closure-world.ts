import { randomBytes } from 'node:crypto';
import { MoreThan } from 'typeorm';
import { openTestStore } from './store.ts';
import { auditEntity, createAudit } from '../../subgraphs/shared/audit.ts';
import { systemClock } from '../../subgraphs/shared/clock.ts';
import { createIdempotency, firstAnswerEntity } from '../../subgraphs/shared/idempotency.ts';
import { jobEntity } from '../../subgraphs/shared/jobs/job-entity.ts';
import { createJobs, type JobHandler } from '../../subgraphs/shared/jobs/jobs.ts';
import { createLog } from '../../subgraphs/shared/log.ts';
import { loadPolicy } from '../../subgraphs/shared/policy/load-policy.ts';
import type { ServiceClient } from '../../subgraphs/shared/service-client.ts';
import { createVault } from '../../subgraphs/shared/vault.ts';
import { carryOutChecks } from '../../subgraphs/deregistration/checks/carry-out-checks.ts';
import { checksJob } from '../../subgraphs/deregistration/checks/begin-checks.ts';
import type { Inventory } from '../../subgraphs/deregistration/checks/cloud-inventory.ts';
import type { Deps } from '../../subgraphs/deregistration/deps.ts';
import { carryOutClosure, erasureJob } from '../../subgraphs/deregistration/erasure/carry-out-closure.ts';
import { CreateDeregistrationTables1767225600000 } from '../../subgraphs/deregistration/migrations/create-deregistration-tables.ts';
import { deregistrationModule } from '../../subgraphs/deregistration/module.ts';
import { deregistrationPolicy } from '../../subgraphs/deregistration/policy.ts';
import type { IdentityCheck } from '../../subgraphs/deregistration/verification-service.ts';

export const emptyInventory: Inventory = { orders: [], balance: '0.00', arrears: '0.00', coupons: [], resources: [], subUsers: [], apiKeys: [], complaints: [] };

/** The use cases of this subgraph on a real store, and around it a world whose answers a test chooses. */
export const openClosureWorld = async (preset = 'tencent') => {
  const [migration, vault] = [new CreateDeregistrationTables1767225600000(), createVault(`k1:${randomBytes(32).toString('base64')}`)];
  const store = await openTestStore([...deregistrationModule.entities, jobEntity, auditEntity, firstAnswerEntity] as never[], (runner) => migration.up(runner));
  const [clock, log] = [systemClock, createLog('test')];
  log.level = 'silent';

  const world = {
    /** By account; nothing for an account nobody described. */
    owned: new Map<string, Inventory>(),
    /** By account; an account without is not verified. */
    identity: new Map<string, IdentityCheck['state']>(),
    /** Every request that reached the world, in order. */
    calls: [] as string[],
    /** Is asked before and after each request reaches the world; a throw is a request, or an answer, that was lost. */
    interrupt: (_when: 'before' | 'after', _call: string): void => undefined,
  };

  const call = async <T>(name: string, effect: () => T): Promise<T> => {
    world.interrupt('before', name);
    world.calls.push(name);
    const answer = effect();
    world.interrupt('after', name);
    return answer;
  };

  const services: ServiceClient = {
    ask: async <Data>(service: string, document: string, variables: Record<string, unknown>) => {
      const operation = /\{ (\w+)\(/.exec(document)![1]!;
      return call(`${service}.${operation}`, () => {
        const state = world.identity.get(String(variables['accountId']));
        const face = { ticket: String(variables['requestId']), url: 'http://camera.test', expiresAt: '2030-01-01T00:00:00.000Z' };
        return { [operation]: operation === 'requestIdentityCheck' ? (state ? { state, face } : null) : true } as Data;
      });
    },
    close: async () => undefined,
  };
  const ownedBy = (accountId: string): Inventory => world.owned.get(accountId) ?? emptyInventory;
  const given = new Set<string>();
  const once = (id: string, effect: () => void): void => void (given.has(id) || (given.add(id), effect()));
  const change = (accountId: string, owned: Partial<Inventory>): void => void world.owned.set(accountId, { ...ownedBy(accountId), ...owned });

  const handlers: Record<string, JobHandler> = {};
  const deps: Deps = {
    policy: loadPolicy(preset, 'deregistration', deregistrationPolicy),
    store,
    clock,
    vault,
    log,
    jobs: createJobs({ store, clock, vault, log }, handlers),
    audit: createAudit(clock),
    idempotency: createIdempotency({ store, clock, vault }),
    services,
    inventory: {
      read: (accountId) => call('cloud.read', () => ownedBy(accountId)),
      giveUp: (accountId, { id, kind }) =>
        call(`cloud.giveUp ${kind}`, () => once(id, () => change(accountId, kind === 'BALANCE' ? { balance: '0.00' } : kind === 'RESOURCE' ? { resources: [] } : { coupons: [] }))),
      close: (accountId, id) => call('cloud.close', () => once(`close ${id}`, () => change(accountId, emptyInventory))),
    },
  };
  Object.assign(handlers, { [checksJob]: carryOutChecks(deps), [erasureJob]: carryOutClosure(deps) });

  /** Does all the work that there is, also what rests because it failed a moment ago. */
  const settle = async (): Promise<void> => {
    await deps.jobs.runDue();
    await store.transaction((transaction) => transaction.update(jobEntity, { attempts: MoreThan(0) }, { leasedUntil: 0 }));
    await deps.jobs.runDue();
  };

  return { deps, world, settle, close: () => deps.jobs.stop().then(store.close) };
};
