import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf } from '../../support/graph-of.ts';
import { stepUp } from '../../support/journeys.ts';
import { register, signIn } from './baidu-steps.ts';
import { isSignedIn, readLifetime, setLifetime } from './steps.ts';

let client: Client;
beforeAll(async () => {
  client = createClient(await graphOf('baidu'));
});

test('BD-SEC-027 a session ends after one hour without use; use before that renews the hour', async () => {
  const { token } = await register(client);
  await client.advance('PT59M');
  expect(await isSignedIn(client, token)).toBe(true);
  await client.advance('PT59M');
  expect(await isSignedIn(client, token)).toBe(true);
  await client.advance('PT1H');
  expect(await isSignedIn(client, token)).toBe(false);
});

test('BD-SEC-028 the holder sets the expiry from 15 minutes to 23 hours 59 minutes, for the next sign-in on; the maximum is not adjustable', async () => {
  const member = await register(client);
  await stepUp(client, member, 'SET_SESSION_LIFETIME');
  for (const idle of ['PT14M', 'PT14M59S', 'PT24H', 'PT23H59M1S']) {
    expect((await setLifetime(client, member.token, { idle })).userErrors, idle).toEqual([{ code: 'SESSION_LIFETIME_OUT_OF_RANGE', path: ['idle'], policy: 'security.session.idleRange', limit: 'PT15M to PT23H59M' }]);
  }
  expect((await setLifetime(client, member.token, { maximum: 'PT12H' })).userErrors).toMatchObject([{ code: 'SESSION_LIFETIME_NOT_ADJUSTABLE', path: ['maximum'] }]);
  for (const idle of ['PT15M', 'PT23H59M']) {
    expect((await setLifetime(client, member.token, { idle })).userErrors).toEqual([]);
    expect((await readLifetime(client, member.token)).idle).toBe(idle);
  }
  const { token } = (await signIn(client, { account: member.username, password: member.password, accountKind: 'CLOUD' })).session;
  await client.advance('PT23H58M');
  expect([await isSignedIn(client, token), await isSignedIn(client, member.token)]).toEqual([true, false]);
});
