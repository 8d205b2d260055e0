import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountId, startFakeGraph, token, type FakeGraph } from './fake-graph.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** In place of Apollo Sandbox, which comes from the network: notes what it is opened with. */
const stubOfSandbox = `
  window.opened = [];
  window.EmbeddedSandbox = class {
    constructor(options) { opened.push(options); this.frame = options.target.appendChild(document.createElement('iframe')); }
    dispose() { this.frame.remove(); }
  };`;

interface SandboxOptions {
  initialEndpoint: string;
  initialState: { document: string; variables: object; includeCookies: boolean };
  handleRequest(url: string, options: object): Promise<{ text(): Promise<string> }>;
}

describe.skipIf(!existsSync(executablePath))('the explorer in a browser', () => {
  let graph: FakeGraph;
  let browser: Browser;
  beforeAll(async () => {
    graph = await startFakeGraph();
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await graph.stop();
  });

  const openPage = async (sandbox: 'unreachable' | 'hanging' | 'there', path = '/'): Promise<{ page: Page; foreign: string[]; problems: string[] }> => {
    const page = await browser.newPage();
    const foreign: string[] = [];
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) problems.push(message.text());
    });
    await page.route(
      (url) => !url.href.startsWith(graph.url),
      async (route) => {
        foreign.push(route.request().url());
        if (sandbox === 'unreachable') await route.abort();
        if (sandbox === 'there') await route.fulfill({ contentType: 'text/javascript', body: stubOfSandbox });
      },
    );
    await page.goto(graph.url + path, { waitUntil: 'commit' });
    return { page, foreign, problems };
  };

  const run = async (page: Page, operation: string): Promise<string> => {
    await page.click(`#operations button:text-is("${operation}")`);
    // The editor takes a moment to notice that another operation is in it.
    await page.waitForTimeout(500);
    const answered = page.waitForResponse((response) => response.url().endsWith('/graphql') && response.request().postData()?.includes('__schema') === false);
    await page.click('.graphiql-execute-button');
    return (await answered).text();
  };

  test('falls back to the local one, which signs in and runs the headline query without any network', async () => {
    const { page, foreign, problems } = await openPage('unreachable');
    await page.waitForSelector('.graphiql-container');
    expect(page.url()).toBe(`${graph.url}/explorer?sandbox-unreachable`);
    expect(await page.textContent('#notice')).toContain('Apollo Sandbox could not be loaded');
    expect(foreign).toEqual([expect.stringContaining('embeddable-sandbox')]);

    expect(await page.textContent('.graphiql-tab-active')).toContain('Me');
    expect(await page.locator('.graphiql-tab').count()).toBe(await page.locator('#operations button').count());

    await run(page, 'Sign in');
    await expect.poll(() => page.inputValue('#token'), { timeout: 5000 }).toBe(token);
    expect(JSON.parse(await run(page, 'Me'))).toMatchObject({ data: { viewer: { id: accountId, realName: { status: 'UNVERIFIED' } } } });
    await expect.poll(() => page.textContent('.graphiql-response'), { timeout: 5000 }).toContain(accountId);
    expect(foreign).toHaveLength(1);
    expect(problems).toEqual([]);
    await page.close();
  });

  test('does not wait for Apollo Sandbox for ever', async () => {
    const startedAt = Date.now();
    const { page } = await openPage('hanging');
    await page.waitForSelector('.graphiql-container');
    expect(Date.now() - startedAt).toBeLessThan(8000);
    await page.close();
  });

  test('opens Apollo Sandbox with the headline query, and any other operation on a click', async () => {
    const { page, problems } = await openPage('there');
    await page.waitForSelector('main iframe');
    const read = () =>
      page.evaluate(async () => {
        const all = (globalThis as unknown as { opened: SandboxOptions[] }).opened;
        const { initialEndpoint, initialState, handleRequest } = all.at(-1)!;
        const answer = await handleRequest(initialEndpoint, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ __typename }"}' });
        return { count: all.length, initialEndpoint, initialState, answer: await answer.text() };
      });
    expect(await read()).toMatchObject({
      count: 1,
      initialEndpoint: `${graph.url}/graphql`,
      initialState: { document: expect.stringContaining('query Me'), includeCookies: false },
      answer: expect.stringContaining('"Query"'),
    });
    await page.click('#operations button:text-is("Sign in")');
    expect(await read()).toMatchObject({ count: 2, initialState: { document: expect.stringContaining('mutation SignIn'), variables: { input: { account: 'zhang.san@example.com' } } } });
    expect(await page.locator('main iframe').count()).toBe(1);
    expect(problems).toEqual([]);

    await page.click('text=Offline explorer');
    await page.waitForSelector('.graphiql-container');
    await page.close();
  });
});
