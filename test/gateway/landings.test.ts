import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getVariableValues, parse, type OperationDefinitionNode } from 'graphql';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { landings } from '../../gateway/explorer/landings.ts';
import { readOperations } from '../../gateway/operations.ts';
import { schemaDirectory } from '../../subgraphs/shared/sdl.ts';
import { startFakeGraph, type FakeGraph } from './fake-graph.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const schema = buildSchema(readFileSync(join(schemaDirectory, 'api.graphql'), 'utf8'));
const all = Object.entries(landings);
const asPage = { headers: { accept: 'text/html' } };

test.for(all)('%s leads to an operation that comes with the schema, with variables that fit', ([, { operation, variables, says }]) => {
  const found = readOperations().find(({ operationName }) => operationName === operation);
  expect(found).toBeDefined();
  const [definition] = parse(found!.document).definitions as OperationDefinitionNode[];
  expect(getVariableValues(schema, definition!.variableDefinitions ?? [], variables).errors).toBeUndefined();
  expect(says).toMatch(/CONSOLE_URL|APP_SCAN_URL/);
});

test.for([
  ['in production', { NODE_ENV: 'production', EXPLORER: 'on' }],
  ['without the explorer', { EXPLORER: 'off' }],
] as const)('%s nothing stands where links lead', async ([, environment]) => {
  const graph = await startFakeGraph(environment);
  for (const [path] of [...all, ['/passkey']] as [string][]) expect((await graph.request(`${path}?token=a-secret`, asPage)).status, path).toBe(404);
  await graph.stop();
});

describe('in development', () => {
  const secret = 'Zm9yLW9uZS1wZXJzb24tb25seQ-and-nobody-else';
  let graph: FakeGraph;
  beforeAll(async () => {
    graph = await startFakeGraph();
  });
  afterAll(() => graph.stop());

  test.for(all)('%s is a page that passes its address on to nobody', async ([path]) => {
    const { status, headers, text } = await graph.request(`${path}?token=${secret}&code=${secret}&state=${secret}`, asPage);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toMatch(/connect-src 'self'; frame-src 'none'/);
    expect(text).not.toContain(secret);
    expect(graph.logged.join('\n')).not.toContain(secret);
  });

  test('the page for passkeys loads nothing but its own, and is framed by nobody', async () => {
    const { status, headers, text } = await graph.request('/passkey', asPage);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; .*connect-src 'self'; frame-src 'none'.*frame-ancestors 'none'/);
    for (const [, path] of text.matchAll(/(?:src|href)="(\/explorer\/[^"]+)"/g)) expect((await graph.request(path!)).status, path).toBe(200);
  });

  describe.skipIf(!existsSync(executablePath))('in a browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    });
    afterAll(() => browser.close());

    const open = async (path: string): Promise<{ page: Page; problems: string[] }> => {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('request', (request) => {
        if (!request.url().startsWith(graph.url) && !request.url().startsWith('data:')) problems.push(`asked ${request.url()}`);
      });
      await page.goto(graph.url + path, { waitUntil: 'commit' });
      await page.waitForSelector('.graphiql-container');
      return { page, problems };
    };

    const sent = async (page: Page): Promise<{ query: string; variables: unknown }> => {
      // The editors take a moment to have their text.
      await page.waitForTimeout(500);
      const asked = page.waitForRequest((request) => request.url().endsWith('/graphql') && request.postData()?.includes('__schema') === false);
      await page.click('.graphiql-execute-button');
      return (await asked).postDataJSON() as { query: string; variables: unknown };
    };

    test.for([
      [`/confirm-contact?token=${secret}`, 'mutation ConfirmContact', { input: { token: secret } }],
      [`/reset-password?token=${secret}`, 'mutation ResetPassword', { input: { token: secret, newPassword: 'Tiger-Tally-2027' } }],
      [`/authorised?code=${secret}&state=a-ticket`, 'mutation SignIn', { input: { method: 'THIRD_PARTY', ticket: 'a-ticket', authorisationCode: secret } }],
      [`/scan#${secret}`, 'mutation ConfirmScan', { input: { ticket: secret, app: 'an app of the company' } }],
      ['/notice-preferences', 'mutation SetNoticePreferences', { input: { mutedCategories: ['MARKETING'] } }],
    ] as const)('%s has its operation ready, and nothing of what it carries stays', async ([path, operation, variables]) => {
      const { page, problems } = await open(path);
      expect(page.url()).toBe(graph.url + path.split(/[?#]/)[0]);
      expect(await page.textContent('#notice')).toMatch(/CONSOLE_URL|APP_SCAN_URL/);
      expect(await sent(page)).toMatchObject({ query: expect.stringContaining(operation), variables });
      expect(await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])')).not.toContain(secret);
      expect(graph.logged.join('\n')).not.toContain(secret);
      expect(problems).toEqual([]);
      await page.close();
    });

    test('what a link carries is text, whatever is in it', async () => {
      const token = '"}}</script><img src=x onerror=alert(1)>{code}';
      const { page, problems } = await open(`/confirm-contact?token=${encodeURIComponent(token)}&undefined=x`);
      expect((await sent(page)).variables).toEqual({ input: { token } });
      expect(problems).toEqual([]);
      await page.close();
    });
  });
});
