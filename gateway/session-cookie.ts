import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import { sessionEndedMark } from '../subgraphs/shared/request-context.ts';

/** By `__Host-` a browser takes it over TLS alone (or from this machine), for this host and no other. */
const name = '__Host-hufu_session';
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** Asks for the token in a cookie. A page of another origin cannot send it without being allowed to. */
const transportHeader = 'x-session-transport';

const first = (value: string | string[] | undefined): string | undefined => [value ?? []].flat()[0];

/** The value of the session cookie; null when there is none. */
export const readSessionCookie = ({ headers }: IncomingMessage): string | null =>
  (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? null;

/** The header that puts a token into the cookie, or takes the cookie away. */
export const setSessionCookie = (said: string): string => (said === sessionEndedMark ? `${name}=; ${attributes}; Max-Age=0` : `${name}=${said}; ${attributes}`);

export const asksForCookie = ({ headers }: IncomingMessage): boolean => first(headers[transportHeader])?.trim().toLowerCase() === 'cookie';

/**
 * A browser sends a cookie along with whatever any page makes it send. So what comes with one, or asks for one, must be from a page
 * of an allowed origin; and where no origin is named, carry a header that no foreign page can set.
 */
export const refuseForeignPage = (request: IncomingMessage, origins: readonly string[]): void => {
  const { origin, ...headers } = request.headers;
  const isOurs = origin === undefined ? [transportHeader, 'apollo-require-preflight', 'x-apollo-operation-name'].some((header) => headers[header] !== undefined) : origins.includes(origin);
  if (!isOurs) throw new GraphQLError('A session cookie is taken from pages of the allowed origins only.', { extensions: { code: 'FORBIDDEN', http: { status: 403 } } });
};
