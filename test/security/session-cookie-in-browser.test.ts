import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { listen } from '../../subgraphs/shared/http-server.ts';
import { register, type Member } from '../support/journeys.ts';
import { isSignedIn } from '../rules/security/steps.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

/** Security checks 10 and 72, in a browser: what a script of our page, of another origin's and of another site's can do with the session cookie. */

const client = sharedClient();
const endpoint = sharedGraph.url;
let browser: Browser;
let elsewhere: Server;
let port: number;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--host-resolver-rules=MAP evil.example 127.0.0.1'] });
  elsewhere = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>elsewhere</title>'));
  port = await listen(elsewhere, '127.0.0.1', 0);
});
afterAll(async () => {
  await browser?.close();
  elsewhere?.close();
});

interface Sent {
  body: string | null;
  problem: string | null;
}

/** Sends a request as a script of the page does. */
const sendFrom = (page: Page, query: string, { headers = {}, input = null, mode = 'cors' }: { headers?: Record<string, string>; input?: unknown; mode?: 'cors' | 'no-cors' } = {}): Promise<Sent> =>
  page.evaluate(
    async ([url, body, sent, how]) => {
      try {
        const response = await fetch(url, { method: 'POST', credentials: 'include', mode: how, headers: sent, body });
        return { body: await response.text(), problem: null };
      } catch (error) {
        return { body: null, problem: String(error) };
      }
    },
    [endpoint, JSON.stringify({ query, variables: input ? { input } : {} }), { 'content-type': 'application/json', ...headers }, mode] as const,
  );

const wanted = { 'x-session-transport': 'cookie' };

/** Somebody signed in at a page of ours. */
const enter = async (): Promise<{ member: Member; context: BrowserContext; page: Page; token: string }> => {
  const member = await register(client);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(new URL('/explorer', endpoint).href);
  const { body } = await sendFrom(page, 'mutation($input: SignInInput!) { signIn(input: $input) { session { token } userErrors { code } } }', { headers: wanted, input: { account: member.email, password: member.password } });
  expect(JSON.parse(body!).data.signIn).toEqual({ session: { token: null }, userErrors: [] });
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: '__Host-hufu_session', httpOnly: true, secure: true, sameSite: 'Strict', path: '/', expires: -1 });
  return { member, context, page, token: cookie!.value };
};

const viewerIn = async (page: Page): Promise<string | null> => JSON.parse((await sendFrom(page, '{ viewer { id } }')).body!).data.viewer?.id ?? null;

test('security check 72: the browser keeps the cookie and sends it; no script reads it, from the document or from an answer', async () => {
  const { member, context, page, token } = await enter();
  expect(await viewerIn(page)).toBe(member.id);
  expect(await page.evaluate<string>('[document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)].join()')).not.toContain(token);
  expect(await page.evaluate('document.cookie')).toBe('');
  // After a reload the page is still signed in; after signing out it is not, and the cookie has gone.
  await page.reload();
  expect(await viewerIn(page)).toBe(member.id);
  await sendFrom(page, 'mutation { signOut { signedOut } }');
  expect(await context.cookies()).toEqual([]);
  expect(await viewerIn(page)).toBeNull();
  expect(await isSignedIn(client, token)).toBe(false);
  await context.close();
});

test.for([
  ['another origin of the same site', () => `http://127.0.0.1:${port}/`],
  ['another site', () => `http://evil.example:${port}/`],
] as const)('security check 10: a page of %s can neither use the cookie nor have one set', async ([, place]) => {
  const { member, context, page, token } = await enter();
  const foreign = await context.newPage();
  await foreign.goto(place());
  // What asks first is not allowed; what a browser sends without asking is not taken.
  expect((await sendFrom(foreign, '{ viewer { id } }')).problem).toContain('Failed to fetch');
  expect((await sendFrom(foreign, 'mutation { signOut { signedOut } }', { headers: wanted })).problem).toContain('Failed to fetch');
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    for (const mode of ['cors', 'no-cors'] as const) expect((await sendFrom(foreign, 'mutation { signOut { signedOut } }', { headers: { 'content-type': type }, mode })).body ?? '').toBe('');
  }
  await foreign.setContent(`<form method="post" enctype="text/plain" action="${endpoint}"><input name='{"query":"mutation { signOut { signedOut } }", "a":"' value='"}'></form>`);
  await foreign.evaluate('document.forms[0].submit()');
  await foreign.waitForURL(endpoint);
  expect(await foreign.textContent('body')).not.toContain('signedOut');
  expect(await isSignedIn(client, token)).toBe(true);
  expect(await viewerIn(page)).toBe(member.id);
  await context.close();
});
