import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createCallerSignature } from '../subgraphs/shared/caller.ts';
import { createHttpServer, drain, HttpProblem, listen } from '../subgraphs/shared/http-server.ts';
import type { Log } from '../subgraphs/shared/log.ts';
import { subgraphNames, type SubgraphName } from '../subgraphs/shared/sdl.ts';
import type { GatewayConfig } from './config.ts';
import { allowOrigin } from './cors.ts';
import { createExplorer } from './explorer/explorer.ts';
import { createGraphqlEndpoint } from './graphql-endpoint.ts';
import { createHealth } from './health.ts';
import { readOperations } from './operations.ts';
import { createRateLimit } from './rate-limit.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { createSubgraphClient, type SubgraphClient } from './subgraph-client.ts';
import { createSupergraph } from './supergraph.ts';
import { createViewerReader } from './viewer.ts';

const methods = ['GET', 'POST', 'OPTIONS'];

export interface Gateway {
  port: number;
  /** Says that it is not ready, lets requests under way finish, and closes. */
  stop(): Promise<void>;
}

export const startGateway = async (config: GatewayConfig, log: Log): Promise<Gateway> => {
  const clients = Object.fromEntries(subgraphNames.map((name) => [name, createSubgraphClient(name, config.subgraphUrls[name])])) as Record<SubgraphName, SubgraphClient>;
  const health = createHealth(Object.values(clients));
  const explorer = config.hasExplorer ? createExplorer(config) : null;
  const readCaller = createViewerReader({ security: clients.security, signature: createCallerSignature(config.internalKey), trustedProxies: config.trustedProxies, origins: config.corsOrigins, log });
  const rateLimit = await createRateLimit(config, log);
  const graphql = await createGraphqlEndpoint({ gateway: createSupergraph(clients, log), readCaller, rateLimit, isProduction: config.isProduction, log });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '/' } = request;
    const path = url.split('?', 1)[0]!;
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    setSecurityHeaders(response, config.isProduction);
    allowOrigin(request, response, config.corsOrigins);
    if (!methods.includes(method)) {
      response.setHeader('allow', methods.join(', '));
      throw new HttpProblem(405, `Allowed are ${methods.join(', ')}.`);
    }
    if (method === 'OPTIONS') return void response.writeHead(204).end();
    if (method === 'GET' && path === '/health/live') return health.sayLive(response);
    if (method === 'GET' && path === '/health/ready') return health.sayReady(response);
    if (method === 'GET' && (await explorer?.show(request, response, path))) return;
    if (path === '/graphql' || (path === '/' && method === 'POST')) return graphql.handle(request, response, requestId);
    throw new HttpProblem(404, 'There is nothing here. GraphQL is at /graphql.');
  };
  const server = createHttpServer(handle);
  const port = await listen(server, config.host, config.port);
  // Meanwhile requests are answered already; so it does not make the start longer.
  const warmUp = graphql.warmUp(readOperations()).catch((error: unknown) => log.warn({ reason: String(error) }, 'the operations could not be planned'));

  return {
    port,
    stop: async () => {
      health.stop();
      await warmUp;
      await pause(config.drainAfter);
      await drain(server);
      await graphql.stop();
      await rateLimit.close();
      await Promise.all(Object.values(clients).map((client) => client.close()));
    },
  };
};
