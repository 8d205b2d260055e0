import type { IncomingMessage, ServerResponse } from 'node:http';

const allowedHeaders = 'content-type, authorization, accept-language, apollo-require-preflight, x-session-transport, x-apollo-operation-name, apollographql-client-name, apollographql-client-version';

/** Lets pages of the listed origins read the answer. For every other origin no header is set, and the browser keeps the answer from the page. */
export const allowOrigin = (request: IncomingMessage, response: ServerResponse, origins: readonly string[]): void => {
  response.setHeader('vary', 'Origin');
  const { origin } = request.headers;
  if (!origin || !origins.includes(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', 'x-request-id');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('access-control-allow-methods', 'GET, POST');
  response.setHeader('access-control-allow-headers', allowedHeaders);
  response.setHeader('access-control-max-age', '600');
};
