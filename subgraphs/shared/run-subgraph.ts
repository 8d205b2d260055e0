import { setTimeout as pause } from 'node:timers/promises';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { EntitySchema } from 'typeorm';
import type { z } from 'zod';
import { enforceAccess, type AskForStepUp } from './access.ts';
import { passOnActivity, passOnActivityHandlers } from './activity/pass-on-activity.ts';
import { auditEntity, createAudit, type Audit, type Witness } from './audit.ts';
import { createCallerSignature } from './caller.ts';
import { movableClock, systemClock, type Clock } from './clock.ts';
import { ConfigError, readConfig, type SubgraphConfig } from './config.ts';
import { createGraphqlEndpoint } from './graphql-endpoint.ts';
import { startHousekeeping, type ForgetOld } from './housekeeping.ts';
import { createHttpServer, drain, HttpProblem, listen, readJson, sendJson } from './http-server.ts';
import { createIdempotency, firstAnswerEntity, type Idempotency } from './idempotency.ts';
import { jobEntity } from './jobs/job-entity.ts';
import { createJobs, type JobHandler, type Jobs } from './jobs/jobs.ts';
import { createLog, type Log } from './log.ts';
import { logEvents } from './log-events.ts';
import { noticeHandlers } from './notices/notices.ts';
import { passOnHandlers } from './notices/pass-on.ts';
import { createMailer, createSmsMessenger, createWechatMessenger } from './notices/providers.ts';
import { second } from './duration.ts';
import { loadPolicy, PolicyError, type Policy } from './policy/load-policy.ts';
import { createProductSignature } from './product-signature.ts';
import { scalarResolvers } from './scalars.ts';
import { readSubgraphSdl, type SubgraphName } from './sdl.ts';
import { createServiceClient, type ServiceClient } from './service-client.ts';
import { openStore, type Migrations, type Store } from './store/open-store.ts';
import { createVault, isSameSecret, type Vault } from './vault.ts';

/** What every subgraph works with. */
export interface Base<PolicyValue> {
  config: SubgraphConfig;
  policy: Policy<PolicyValue>;
  store: Store;
  clock: Clock;
  vault: Vault;
  log: Log;
  jobs: Jobs;
  audit: Audit;
  idempotency: Idempotency;
  services: ServiceClient;
}

/** What one subgraph adds: its store, its policy and its behaviour. */
export interface SubgraphModule<PolicyValue> {
  name: SubgraphName;
  policy: z.ZodType<PolicyValue>;
  entities: EntitySchema[];
  migrations: Migrations;
  /** Takes what happens here into the history of the account; by default it is passed on to where that is kept. */
  keepActivity?(parts: Pick<Base<PolicyValue>, 'policy' | 'clock' | 'vault' | 'jobs'>): Witness;
  build(base: Base<PolicyValue>): {
    /** One map per feature; several may add fields to the same type. */
    resolvers: ResolverMap[];
    jobs: Record<string, JobHandler>;
    /** What is tidied up from time to time. */
    forgetOld?: ForgetOld[];
    askForStepUp: AskForStepUp;
  };
}

type ResolverMap = Record<string, unknown>;

const mergeResolvers = (features: ResolverMap[]): ResolverMap => {
  const merged: ResolverMap = { ...scalarResolvers };
  for (const [type, fields] of features.flatMap((feature) => Object.entries(feature))) merged[type] = { ...(merged[type] as object | undefined), ...(fields as object) };
  return merged;
};

/** The tables that every subgraph has. */
export const baseEntities = [jobEntity, auditEntity, firstAnswerEntity];

const clockPatience = 15 * second;

/** The offset at which the movable clock stands already, so that a process that starts later has the same time. */
const readClockOffset = async (url: string): Promise<number> => {
  const answerBy = Date.now() + clockPatience;
  for (;;) {
    try {
      const answer = (await (await fetch(`${url}/clock`)).json()) as { offsetMs: number };
      return answer.offsetMs;
    } catch (error) {
      // Both may be starting at the same time.
      if (Date.now() > answerBy) throw new ConfigError(`CLOCK_URL: no clock answers at ${url}.`, { cause: error });
      await pause(50);
    }
  }
};

/** Starts the process of one subgraph: reads and checks its settings and policy, opens its store, listens, works off its jobs, and stops cleanly on SIGTERM and SIGINT. */
export const runSubgraph = async <PolicyValue>(module: SubgraphModule<PolicyValue>): Promise<void> => {
  const log = createLog(module.name);
  try {
    await start(module, log);
  } catch (error) {
    // What a person has to mend is said plainly; a stack trace would hide it.
    if (error instanceof PolicyError || error instanceof ConfigError) process.stderr.write(`${module.name}: ${error.message}\n`);
    else log.fatal({ reason: String(error), stack: (error as Error).stack }, 'cannot start');
    process.exit(1);
  }
};

const start = async <PolicyValue>(module: SubgraphModule<PolicyValue>, log: Log): Promise<void> => {
  const config = readConfig(module.name);
  const policy = loadPolicy(config.policy, module.name, module.policy);
  const movable = config.clock ? movableClock(await readClockOffset(config.clock.url)) : null;
  const clock = movable ?? systemClock;
  const vault = createVault(config.dataKeys);
  const signature = createCallerSignature(config.internalKey);
  const store = await openStore(config.databaseUrl, [...module.entities, ...baseEntities], module.migrations, { migrate: config.migrateOnStart, connections: config.databaseConnections });
  const mailer = createMailer(config.smtpUrl, config.mailFrom);
  const services = createServiceClient(module.name, config.subgraphUrls, signature);
  const sms = createSmsMessenger(config.smsUrl);
  const wechat = config.wechatMessagesUrl === null ? null : createWechatMessenger(config.wechatMessagesUrl);
  const handlers: Record<string, JobHandler> = { ...noticeHandlers({ mailer, sms, wechat }), ...passOnHandlers(services), ...passOnActivityHandlers(services) };
  const jobs = createJobs({ store, clock, vault, log }, handlers);
  const audit = createAudit(clock, logEvents({ log, store, vault }), module.keepActivity?.({ policy, clock, vault, jobs }) ?? passOnActivity(jobs));
  const built = module.build({ config, policy, store, clock, vault, log, jobs, audit, idempotency: createIdempotency({ store, clock, vault }), services });
  Object.assign(handlers, built.jobs);

  const schema = buildSubgraphSchema([{ typeDefs: parse(readSubgraphSdl(module.name)), resolvers: mergeResolvers(built.resolvers) as never }]);
  enforceAccess(schema, built.askForStepUp);
  const products = createProductSignature(config.productKeys);
  const graphql = await createGraphqlEndpoint(schema, async (token) => signature.verify(token) ?? products.verify(token), log);

  const housekeeping = startHousekeeping({ store, clock, log }, built.forgetOld ?? []);
  const server = createHttpServer(async (request, response) => {
    switch (`${request.method} ${request.url}`) {
      case 'POST /graphql':
        return graphql.handle(request, response);
      case 'GET /health/live':
        return sendJson(response, 200, { status: 'ok' });
      case 'GET /health/ready': {
        const isHealthy = await store.isHealthy();
        return sendJson(response, isHealthy ? 200 : 503, { status: isHealthy ? 'ok' : 'store unavailable' });
      }
      case 'POST /clock': {
        if (!movable || !isSameSecret(request.headers.authorization ?? '', `Bearer ${config.clock!.key}`)) throw new HttpProblem(404, 'There is nothing here.');
        const { offsetMs } = (await readJson(request)) as { offsetMs: number };
        movable.move(offsetMs);
        const next = await jobs.runDue();
        await housekeeping.tidy();
        return sendJson(response, 200, { nextDueAt: next === null ? null : new Date(next).toISOString() });
      }
      default:
        throw new HttpProblem(404, 'There is nothing here.');
    }
  });
  const port = await listen(server, config.host, config.port);
  jobs.start();
  log.info({ port, policy: policy.name }, 'ready');

  const stop = async (): Promise<void> => {
    await drain(server);
    housekeeping.stop();
    await jobs.stop();
    await graphql.stop();
    await services.close();
    await mailer.close();
    await store.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
};
