import { expect } from 'vitest';
import type { TestSandbox } from './start-test-sandbox.ts';

export const back = 'http://localhost:4000/authorised';
export const known = { app: 'hufu', secret: 'sandbox-secret' };

export const withQuery = (path: string, query: Record<string, string>): string => `${path}?${new URLSearchParams(query)}`;

/** Somebody opens a provider's page and acts on it: where the browser goes then. */
export const actOn = async ({ call, url }: TestSandbox, page: string, query: Record<string, string>, deed: Record<string, unknown>): Promise<URL> => {
  const played = await call('POST', '/authorise', { url: url + withQuery(page, query), ...deed });
  expect(played.status, JSON.stringify(played.json)).toBe(200);
  return new URL(played.json.redirectTo);
};
