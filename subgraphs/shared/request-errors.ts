import { GraphQLError } from 'graphql';
import { formatDuration } from './duration.ts';
import type { ErrorCode } from './schema.generated.ts';

/*
 * What is no business rule, and so ends in `errors` and not in `userErrors`. What is thrown otherwise is a fault, of which a caller learns only that it happened.
 */

/** A part that would have to answer cannot be reached. */
export const partUnavailable = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'PART_UNAVAILABLE' } });

/** What a business rule withholds from a query, which has no `userErrors`. */
export const withheld = (code: ErrorCode, message: string): GraphQLError => new GraphQLError(message, { extensions: { code } });

/** An argument that the type system cannot refuse. */
export const badUserInput = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

/** Who asks may not be told this. */
export const forbidden = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });

/** Too much is asked at once, by this caller or by all; nothing was done. `retryAfter` in milliseconds. */
export class RateLimited extends GraphQLError {
  constructor(message: string, retryAfter: number) {
    super(message, { extensions: { code: 'RATE_LIMITED', retryAfter: formatDuration(retryAfter), http: { status: 429 } } });
  }
}
