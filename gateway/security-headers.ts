import type { ServerResponse } from 'node:http';

/** What a browser is told with every answer, also with a refusal. Pages set a content security policy of their own over this one. */
export const setSecurityHeaders = (response: ServerResponse, isProduction: boolean): void => {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cache-control', 'no-store');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  response.setHeader('x-frame-options', 'DENY');
  if (isProduction) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
};
