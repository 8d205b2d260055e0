import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStepUp, setProtection } from '../rules/security/steps.ts';
import { register, sendSignIn, stepUp } from '../support/journeys.ts';
import { readPasskeys, unbindPasskey } from '../support/passkeys.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

describe.skipIf(!existsSync(executablePath))('a passkey in a browser', () => {
  const client = sharedClient();
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  /** A page of the platform, on a device whose owner it knows by the finger. */
  const openPage = async (host = 'localhost') => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) problems.push(message.text());
    });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await page.goto(`http://${host}:${new URL(sharedGraph.url).port}/passkey`);
    return { page, problems, setVerified: (isUserVerified: boolean) => devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }) };
  };

  const run = async (page: Page, form: '#bind' | '#answer'): Promise<string> => {
    await page.click(`${form} button`);
    const said = page.locator('#said').filter({ hasText: /Done\.|Error\b/ });
    await said.waitFor();
    return (await said.textContent())!;
  };

  test('NIST SP 800-63B-4 AAL2AVR-6: it is bound, finishes a sign-in where MFA is asked for, answers a step-up, and is unbound', async () => {
    const member = await register(client);
    const { page, problems, setVerified } = await openPage();
    await page.fill('#token', member.token);
    expect(await run(page, '#bind')).toContain('STEP_UP_REQUIRED');
    await stepUp(client, member, 'BIND_PASSKEY');
    await page.fill('#token', member.token);
    await page.fill('#name', '我的电脑');
    expect(await run(page, '#bind')).toContain('Done.');
    const [passkey] = (await readPasskeys(client, member.token)).passkeys;
    expect(passkey).toMatchObject({ name: '我的电脑', lastUsedAt: null });
    // The browser makes no second one on the same device.
    await stepUp(client, member, 'BIND_PASSKEY');
    await page.fill('#token', member.token);
    expect(await run(page, '#bind')).toContain('InvalidStateError');

    expect((await setProtection(client, member.token, 'setLoginProtection', ['MFA'])).userErrors).toEqual([]);
    const { challenge } = (await sendSignIn(client, member.email, member.password)).data.signIn;
    expect(challenge.methods).toEqual(['PASSKEY']);
    await page.fill('#token', '');
    await page.fill('#challenge', challenge.id);
    expect(await run(page, '#answer')).toContain('Done.');
    member.token = await page.inputValue('#token');
    expect((await readPasskeys(client, member.token)).passkeys[0].lastUsedAt).not.toBeNull();

    const asked = await openStepUp(client, member.token, 'UNBIND_PASSKEY');
    await page.fill('#challenge', asked.id);
    await setVerified(false);
    expect(await run(page, '#answer')).toContain('NotAllowedError');
    await setVerified(true);
    expect(await run(page, '#answer')).toContain('Done.');
    member.token = await page.inputValue('#token');
    expect(await unbindPasskey(client, member.token, passkey.id)).toMatchObject({ security: { passkeys: [], loginProtection: { methods: [] } }, userErrors: [] });
    expect(problems).toEqual([]);
    await page.close();
  });

  test('on another host the browser gives nothing out', async () => {
    const member = await register(client);
    await stepUp(client, member, 'BIND_PASSKEY');
    const { page } = await openPage('127.0.0.1');
    await page.fill('#token', member.token);
    expect(await run(page, '#bind')).toContain('SecurityError');
    await page.close();
  });
});
