import type { GraphQLFormattedError } from 'graphql';
import { Pool } from 'undici';
import { handOverHeader } from '../subgraphs/shared/request-context.ts';
import type { SubgraphName } from '../subgraphs/shared/sdl.ts';

export interface SubgraphRequest {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string | undefined;
}

export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
}

/** What is to become of the client's session cookie, as the subgraph said beside its JSON: a token, or that the session has ended. */
export type HearSession = (said: string) => void;

/** A subgraph is down, too slow, or answered with something that is no GraphQL result. The cause is for the log only. */
export class PartUnavailable extends Error {}

export interface SubgraphClient {
  name: SubgraphName;
  /** Sends an operation, signed for the caller it is done for. Throws PartUnavailable when no GraphQL result comes back in time. */
  send(request: SubgraphRequest, signature: string, hearSession?: HearSession): Promise<SubgraphAnswer>;
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/** Over connecting, waiting for a free connection, the headers and the whole body together. */
const longestWait = 2000;
/** A mutation may hash a password or ask an outside service, whose time the subgraph bounds; given up earlier, it would be carried out with nobody to hear of it. */
const longestWaitForMutation = 10_000;
const largestAnswer = 2 * 1024 * 1024;

/** A kept-alive connection can be closed by the other side just when a request is written to it. */
const wasReset = (error: unknown): boolean => ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes((error as { code?: string }).code ?? '');

const isAnswer = (body: unknown): body is SubgraphAnswer =>
  typeof body === 'object' && body !== null && (('data' in body && body.data !== null) || ('errors' in body && Array.isArray(body.errors)));

/**
 * Mutations have connections of their own, so that no query waits behind a storm of sign-ins;
 * and more than a subgraph lets wait, so that it is the subgraph that says at once who has to come back.
 */
const connections = { queries: 64, mutations: 256 };

export const createSubgraphClient = (name: SubgraphName, url: string): SubgraphClient => {
  const options = { pipelining: 1, connectTimeout: longestWait, maxResponseSize: largestAnswer };
  const queries = new Pool(url, { ...options, connections: connections.queries });
  const mutations = new Pool(url, { ...options, connections: connections.mutations });

  const sendOnce = async (pool: Pool, body: string, signature: string, signal: AbortSignal, hearSession: HearSession | undefined): Promise<SubgraphAnswer> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${signature}` };
    const response = await pool.request({ path: '/graphql', method: 'POST', headers, body, signal });
    const answer = await response.body.json();
    // A refused operation comes with status 400 and `errors`; a refused signature, for example, has neither `data` nor `errors`.
    if (!isAnswer(answer)) throw new Error(`answered ${response.statusCode} without a GraphQL result`);
    const said = response.headers[handOverHeader];
    if (typeof said === 'string') hearSession?.(said);
    return answer;
  };

  return {
    name,
    send: async ({ query, variables, operationName }, signature, hearSession) => {
      const body = JSON.stringify({ query, variables, operationName });
      const isMutation = query.startsWith('mutation');
      const signal = AbortSignal.timeout(isMutation ? longestWaitForMutation : longestWait);
      const trySending = (): Promise<SubgraphAnswer> => sendOnce(isMutation ? mutations : queries, body, signature, signal, hearSession);
      try {
        return await trySending().catch((error: unknown) => {
          // A mutation is never sent twice: it may have been carried out before the connection broke.
          if (!isMutation && wasReset(error)) return trySending();
          throw error;
        });
      } catch (error) {
        throw new PartUnavailable(`${name} is unavailable`, { cause: error });
      }
    },
    isReady: async () => {
      try {
        const response = await queries.request({ path: '/health/ready', method: 'GET', signal: AbortSignal.timeout(longestWait) });
        await response.body.dump();
        return response.statusCode === 200;
      } catch {
        return false;
      }
    },
    close: async () => void (await Promise.all([queries.close(), mutations.close()])),
  };
};
