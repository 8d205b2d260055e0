import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreePorts, launchGraph, type Graph } from '../../../scripts/launch-graph.ts';
import { projectRoot } from '../../../subgraphs/shared/project-root.ts';
import { createCheckedClient } from '../../support/checked-client.ts';
import { createClient, type Client } from '../../support/client.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { askAsService, importAccount } from '../../support/import.ts';
import { agreementsOf, prepareRegistration, receiveCode, sendCode } from '../../support/journeys.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { activate, codesOf, granted, newUsername, payloadOf, refusalsOf, sendActivate, sendRegister, sendSignInAs, signInAs } from '../../support/registering.ts';

/** The China site, and then, on the same stores, the international one. */
let china: TestGraph;
let abroad: Graph & { dataDirectory: string };
let directory: string;

interface Met {
  id: string;
  appId: string;
  email: string;
  phone: string;
  password: string;
  token: string;
}

const ofChina: { registered?: Met } = {};

const international = (preset: string): string => {
  const file = join(directory, 'international.yaml');
  const policy = ['name: international', `extends: ${join(projectRoot, 'policies', `${preset}.yaml`)}`, 'account:', '  site: INTL', '  registration:', '    countries: [US, DE]'];
  writeFileSync(file, `${policy.join('\n')}\n`);
  return file;
};

const read = async (client: Client, token: string) => (await client.send('{ viewer { id } }', {}, { token })).data.viewer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hufu-site-'));
  china = await startGraph({ POLICY: 'tencent' });
  const client = createClient(china);
  const input = await prepareRegistration(client);
  const { account, session } = granted(await sendRegister(client, input));
  ofChina.registered = { id: account.id, appId: account.appId, email: input.email, phone: input.phone, password: input.password, token: session.token };
  expect(await read(client, session.token)).toEqual({ id: account.id });
  for (const service of ['gateway', 'account', 'security', 'verification', 'deregistration', 'sandbox'] as const) await china.kill(service, 'SIGTERM');
  const environment = { MUTATIONS_PER_MINUTE: '1000000', ...china.environment, POLICY: international('tencent') };
  const graph = await launchGraph({ dataDirectory: china.dataDirectory, ports: await findFreePorts(), environment });
  abroad = { ...graph, dataDirectory: china.dataDirectory };
}, 120_000);

afterAll(async () => {
  await abroad?.stop();
  await china?.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('TX-ACC-015 an account of one site is not found on the other: not by signing in, not by its session, not by its APPID', async () => {
  const client = createClient(abroad);
  const { email, password, token, appId } = ofChina.registered!;
  expect((await client.send('{ policy { account { site } } }')).data.policy.account.site).toBe('INTL');
  const unknown = payloadOf(await sendSignInAs(client, { account: newEmail(), password }));
  const known = payloadOf(await sendSignInAs(client, { account: email, password }));
  expect(known.userErrors).toMatchObject([{ code: 'SIGN_IN_FAILED' }]);
  expect(known).toEqual(unknown);
  expect(await read(client, token)).toBeNull();
  const found = await askAsService(abroad, 'account', 'query($appId: ID!) { accountOfAppId(appId: $appId) }', { appId });
  expect(found.data).toEqual({ accountOfAppId: null });

  // One of this site is.
  const input = await prepareRegistration(client);
  const { account } = granted(await sendRegister(client, input));
  const own = await signInAs(client, { account: input.email, password: input.password });
  expect(await read(client, own.token)).toEqual({ id: account.id });
  const accountOfAppId = await askAsService(abroad, 'account', 'query($appId: ID!) { accountOfAppId(appId: $appId) }', { appId: account.appId });
  expect(accountOfAppId.data).toEqual({ accountOfAppId: account.id });
});

test('TX-ACC-015 an e-mail address of the China site neither registers nor signs in on the international site; its owner is told', async () => {
  const client = createClient(abroad);
  const { email, password } = ofChina.registered!;
  const seen = await client.messages(email);
  await client.advance('PT1M');
  expect((await sendCode(client, email)).data.sendCode.userErrors).toEqual([]);
  const told = await client.nextMessage(email, seen);
  expect([told.code, told.text]).toEqual([null, expect.stringMatching(/already belongs to one/)]);
  const phone = newPhone();
  const input = { kind: 'EMAIL', email, emailCode: '000000', phone, phoneCode: await receiveCode(client, phone), password: newPassword(), agreements: await agreementsOf(client) };
  expect(refusalsOf(await sendRegister(client, input))).toEqual(['CODE_WRONG emailCode']);
  expect(codesOf(await sendSignInAs(client, { account: email, password }))).toEqual(['SIGN_IN_FAILED']);
});

test('an account that is taken over belongs to the site that it is taken over for', async () => {
  const client = createClient(abroad);
  const [email, password] = [newEmail(), newPassword()];
  const common = { kind: 'CLOUD', origin: 'PARTNER', country: 'US', password };
  await importAccount(abroad, { ...common, email, site: 'INTL' });
  expect((await signInAs(client, { account: email, password })).duty).toBeNull();
  const other = newEmail();
  await importAccount(abroad, { ...common, email: other, site: 'CN' });
  expect(codesOf(await sendSignInAs(client, { account: other, password }))).toEqual(['SIGN_IN_FAILED']);
});

describe('the international site of huawei', () => {
  let graph: TestGraph;
  let client: Client;
  beforeAll(async () => {
    // It has e-mail addresses, which the China site does not register with (HW-ACC-018).
    const file = international('huawei');
    appendFileSync(file, '    ways:\n      - { kind: EMAIL, opens: CLOUD, asks: [PASSWORD], phoneCountries: [] }\n');
    graph = await startGraph({ POLICY: file });
    client = createCheckedClient(graph);
  });
  afterAll(() => graph?.stop());

  test('HW-ACC-021 an e-mail address of the China site is refused at registration, and signing in with it fails', async () => {
    const [email, password] = [newEmail(), newPassword()];
    await importAccount(graph, { kind: 'CLOUD', origin: 'OLDER_SYSTEM', site: 'CN', email, password });
    expect((await sendCode(client, email)).data.sendCode.userErrors).toEqual([]);
    const told = await client.nextMessage(email);
    expect([told.code, told.text]).toEqual([null, expect.stringMatching(/already belongs to one/)]);
    const input = { kind: 'EMAIL', email, emailCode: '000000', password: newPassword(), agreements: await agreementsOf(client) };
    const refused = await sendRegister(client, input);
    expect([payloadOf(refused).account, refusalsOf(refused)]).toEqual([null, ['CODE_WRONG emailCode']]);
    const known = payloadOf(await sendSignInAs(client, { accountKind: 'CLOUD', account: email, password }));
    expect(known).toEqual(payloadOf(await sendSignInAs(client, { accountKind: 'CLOUD', account: newEmail(), password })));
    expect(known.userErrors).toMatchObject([{ code: 'SIGN_IN_FAILED' }]);
    // One of this site registers and signs in.
    const own = newEmail();
    expect(codesOf(await sendRegister(client, { ...input, email: own, emailCode: await receiveCode(client, own), password }))).toEqual([]);
    expect((await signInAs(client, { accountKind: 'CLOUD', account: own, password })).duty).toBeNull();
  });

  test('HW-ACC-013 a Huawei ID of China does not open the international site, and one of another country opens no other', async () => {
    const arrive = async (country: string) => {
      const [username, password] = [newUsername(), newPassword()];
      await importAccount(graph, { username, email: newEmail(), password, country, site: 'INTL' });
      return signInAs(client, { accountKind: 'PASSPORT', account: username, password });
    };
    const home = await arrive('CN');
    const agreements = await agreementsOf(client);
    for (const site of [undefined, 'INTL', 'CN']) {
      expect(codesOf(await sendActivate(client, home.token, { agreements, ...(site ? { site } : {}) }))).toEqual(['COUNTRY_NOT_SERVED', 'SITE_MISMATCH']);
    }
    const other = await arrive('DE');
    expect(codesOf(await sendActivate(client, other.token, { agreements, site: 'CN' }))).toEqual(['SITE_MISMATCH']);
    expect((await activate(client, other.token)).status).toBe('ACTIVE');
  });
});
