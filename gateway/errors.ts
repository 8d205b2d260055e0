import type { GraphQLFormattedError } from 'graphql';
import { unwrapResolverError } from '@apollo/server/errors';
import type { Log } from '../subgraphs/shared/log.ts';

/** What a client may be told of a request that was executed, and with which further extensions. Everything else that a subgraph says stays inside. */
const told: Record<string, string[]> = {
  UNAUTHENTICATED: [],
  FORBIDDEN: [],
  STEP_UP_REQUIRED: ['operation', 'methods'],
  DUTY_FIRST: ['duty'],
  RATE_LIMITED: ['retryAfter'],
  BAD_USER_INPUT: [],
  PART_UNAVAILABLE: [],
  ACTIVITY_NOT_OPEN: [],
};

/** What the gateway itself says of a request it does not execute. */
const toldByGateway = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE', 'BAD_REQUEST', 'BAD_USER_INPUT', 'PERSISTED_QUERY_NOT_SUPPORTED', 'FORBIDDEN', 'PART_UNAVAILABLE', 'RATE_LIMITED']);

/** Turns an error into what a client may know of it: never an address, a statement or a stack. */
export const createErrorFormatter =
  (log: Log) =>
  ({ message, path, locations, extensions = {} }: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = String(extensions['code']);
    const at = path ? { path } : {};
    const isFromSubgraph = extensions['serviceName'] !== undefined;
    const isTold = isFromSubgraph ? Object.hasOwn(told, code) : toldByGateway.has(code);
    if (isTold) {
      const more = (told[code] ?? []).filter((key) => extensions[key] !== undefined).map((key) => [key, extensions[key]]);
      // Locations in what a subgraph was sent mean nothing to a client.
      return { message, ...(locations && !isFromSubgraph ? { locations } : {}), ...at, extensions: { code, ...Object.fromEntries(more) } };
    }
    // A subgraph's own words are left out: it has logged them, and they may quote what a person has typed.
    const cause = unwrapResolverError(error) as Error;
    log.error({ part: extensions['serviceName'], faultCode: code, path: path?.join('.'), ...(isFromSubgraph ? {} : { reason: String(cause), stack: cause.stack }) }, 'an error was masked');
    return { message: 'Something went wrong here. Try again.', ...at, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  };
