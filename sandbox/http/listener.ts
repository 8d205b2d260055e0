import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { logError } from '../log.ts';
import { refuse, type Answer } from './answer.ts';
import { readBody } from './read-body.ts';
import { createRouter, type Route } from './router.ts';

const isLocalOrigin = (origin: string) =>
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/.test(origin);

/** Pages of other localhost servers (a front end in development) may read the sandbox, no other page may. */
const corsHeaders = (origin: string | undefined): Record<string, string> =>
  origin && isLocalOrigin(origin)
    ? {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST, PUT',
        'access-control-allow-headers': 'content-type',
      }
    : {};

const send = (response: ServerResponse, given: Answer, origin: string | undefined) => {
  if (response.destroyed) return;
  const [type, body] = 'html' in given
    ? ['text/html; charset=utf-8', given.html]
    : ['application/json; charset=utf-8', JSON.stringify(given.json)];
  response.writeHead(given.status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    vary: 'origin',
    ...corsHeaders(origin),
    ...given.headers,
  });
  response.end(body);
};

export const createListener = (table: readonly Route[]): RequestListener => {
  const find = createRouter(table);

  const respond = async (request: IncomingMessage, gone: AbortSignal): Promise<Answer> => {
    // Not resolved against the Host header: "//x" in a request line must not become a host name.
    const [pathname = '/', ...search] = (request.url ?? '/').split('?');
    const found = find(request.method ?? 'GET', pathname);
    if ('refusal' in found) return found.refusal;
    const query = Object.fromEntries(new URLSearchParams(search.join('?')));
    return found.endpoint({ params: found.params, query, readBody: (kind) => readBody(request, kind), gone });
  };

  return (request, response) => {
    const { origin } = request.headers;
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { vary: 'origin', ...corsHeaders(origin) }).end();
      return;
    }
    const hangUp = new AbortController();
    response.once('close', () => hangUp.abort());
    respond(request, hangUp.signal)
      .catch((fault: unknown) => {
        if (!hangUp.signal.aborted) logError('request failed', fault);
        return refuse(500, 'The sandbox failed; see its log');
      })
      .then((given) => send(response, given, origin))
      .catch((fault: unknown) => logError('answer failed', fault));
  };
};
