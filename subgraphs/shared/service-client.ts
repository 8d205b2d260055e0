import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import type { CallerSignature } from './caller.ts';
import { currentCaller } from './current-caller.ts';
import type { SubgraphName } from './sdl.ts';

/** Asks another subgraph, by its fields marked `@service`. */
export interface ServiceClient {
  /**
   * Sends an operation and gives its data. The receiver is idempotent, so an answer that did not come is asked for again.
   * Throws when it still does not come, or comes with errors.
   */
  ask<Data>(service: SubgraphName, document: string, variables: Record<string, unknown>): Promise<Data>;
  close(): Promise<void>;
}

const timeout = 2000;
const attempts = 3;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const createServiceClient = (from: SubgraphName, urls: Partial<Record<SubgraphName, string>>, signature: CallerSignature): ServiceClient => {
  const pools = new Map<SubgraphName, Pool>();
  const poolOf = (service: SubgraphName): Pool => {
    const url = urls[service];
    if (!url) throw new Error(`${service.toUpperCase()}_URL is not set.`);
    const pool = pools.get(service) ?? new Pool(url, { connections: 16, pipelining: 1, headersTimeout: timeout, bodyTimeout: timeout, connectTimeout: timeout });
    pools.set(service, pool);
    return pool;
  };

  const askOnce = async <Data>(service: SubgraphName, body: string): Promise<Data> => {
    // The service asks for itself; where the client is that has set it off, and by which request, goes along.
    const { device = null, address = null, requestId = randomUUID() } = currentCaller() ?? {};
    const token = signature.sign({ from, viewer: null, hasEndedSession: false, language: 'en', device, address, requestId });
    const response = await poolOf(service).request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    const answer = (await response.body.json()) as { data?: Data; errors?: { message: string }[] };
    if (!answer.data || answer.errors?.length) throw new Error(`${service} answered ${response.statusCode}: ${answer.errors?.[0]?.message ?? 'no data'}`);
    return answer.data;
  };

  return {
    ask: async <Data>(service: SubgraphName, document: string, variables: Record<string, unknown>) => {
      const body = JSON.stringify({ query: document, variables });
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await askOnce<Data>(service, body);
        } catch (error) {
          if (attempt === attempts) throw new Error(`${service} could not be asked.`, { cause: error });
          await pause(100 * attempt * (0.5 + Math.random()));
        }
      }
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
};
