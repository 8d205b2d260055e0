import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../../../subgraphs/shared/project-root.ts';
import { createClient, type Client } from '../../support/client.ts';
import { application, payloadOf, sendStart } from '../../support/closing.ts';
import { graphOf } from '../../support/graph-of.ts';
import { askAsService } from '../../support/import.ts';
import { bindMfa, register, signIn, stepUp, type Member } from '../../support/journeys.ts';
import { productKeys, products, sendNeed } from '../../support/products.ts';
import { fifty, registerByUsername } from '../../support/registering.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';
import { answer, independentTotp as totp, receiveChallengeCode, sendStartBinding, setProtection, toNextStep } from './steps.ts';

const client = sharedClient();

/** What the product that an operation belongs to is told. */
const need = async (token: string, operation: string) => {
  const { data, errors } = await sendNeed(sharedGraph, operation.split(':')[0]!, token, operation);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.isStepUpNeeded;
};

const startProof = async (token: string, input: Record<string, unknown>, headers: Record<string, string> = {}) => {
  const document = 'mutation($input: StartChallengeInput!) { startChallenge(input: $input) { challenge { id purpose operation productOperation methods } userErrors { code path } } }';
  const { data, errors } = await client.send(document, { input }, { token, headers });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.startChallenge;
};

/** A holder under operation protection, in a session that was opened under it and has no proof. */
const protect = async (methods: string[], given?: Member): Promise<Member> => {
  const member = given ?? (await register(client));
  await stepUp(client, member, 'SET_OPERATION_PROTECTION');
  expect((await setProtection(client, member.token, 'setOperationProtection', methods)).userErrors).toEqual([]);
  member.token = await signIn(client, member);
  return member;
};

const none = { isNeeded: false, methods: [], sessionIsLive: true, steppedUpUntil: null };
const useless = { isNeeded: true, methods: [], sessionIsLive: false, steppedUpUntil: null };

interface Listed {
  title: string;
  products: { key: string; title: string; operations: { key: string; title: string; sensitive: string[] }[] }[];
}

const readCatalogue = async (language = 'en', reader: Client = client): Promise<Listed[]> => {
  const document = '{ policy { security { protectedOperations { title products { key title operations { key title sensitive } } } } } }';
  const { data, errors } = await reader.send(document, {}, { headers: { 'accept-language': language } });
  expect(errors).toEqual([]);
  return data.policy.security.protectedOperations;
};

interface Documented {
  group: string;
  product: string;
  term: string;
  operations: string[];
}

const rules = parse(readFileSync(join(projectRoot, 'test/rules/catalogues/tencent.yaml'), 'utf8')) as { id: string; appendix?: Documented[] }[];
const documented = rules.find(({ id }) => id === 'TX-SEC-045')!.appendix!;
const chineseAside = /\s*\(([^()]*[\u4e00-\u9fff][^()]*)\)/;

test('the catalogue is the documented one: 13 groups, 29 products, 209 operations, each with a key of its own', async () => {
  const [english, chinese] = [await readCatalogue(), await readCatalogue('zh-CN')];
  const groups = [...new Set(documented.map(({ group }) => group))];
  expect(english.map(({ title }) => title)).toEqual(groups.map((group) => group.replace(chineseAside, '')));
  expect(chinese.map(({ title }) => title)).toEqual(groups.map((group) => chineseAside.exec(group)![1]));
  const listed = english.flatMap((group) => group.products.map((product) => ({ group: group.title, ...product })));
  expect(listed.map(({ group, title, operations }) => [group, title, operations.map((operation) => operation.title)])).toEqual(
    documented.map(({ group, product, operations }) => [group.replace(chineseAside, ''), product, operations.map((name) => name.replace(chineseAside, ''))]),
  );
  expect(chinese.flatMap((group) => group.products.map(({ title }) => title))).toEqual(documented.map(({ term }) => term));
  const keys = listed.flatMap(({ operations }) => operations.map(({ key }) => key));
  expect([groups.length, listed.length, keys.length, new Set(keys).size]).toEqual([13, 29, 209, 209]);
  for (const { key, operations } of listed) for (const operation of operations) expect(operation.key).toMatch(new RegExp(`^${key}:[a-z][A-Za-z0-9]+$`));
});

test('TX-SEC-045 under operation protection by MFA every listed operation that its product reports asks for that proof, one that is not listed for none, and the account centre’s own ask too', async () => {
  const member = await register(client);
  const { secret } = await bindMfa(client, member);
  await protect(['MFA'], member);
  const asked = products.flatMap(({ operations }) => operations);
  expect(asked).toHaveLength(209);
  const answers = await Promise.all(asked.map(async (operation) => [operation, await need(member.token, operation)] as const));
  for (const [operation, given] of answers) {
    expect(given, operation).toMatchObject({ isNeeded: true, sessionIsLive: true, steppedUpUntil: null });
    expect(given.methods[0], operation).toBe('MFA');
  }
  for (const { key } of products) expect(await need(member.token, `${key}:describeInstances`), key).toEqual(none);
  // The account centre carries out its own operations itself: what the catalogue calls them asks whatever the protection is.
  const { data } = await client.send('{ policy { security { alwaysSensitive } } }');
  const own = (await readCatalogue()).flatMap((group) => group.products).flatMap(({ operations }) => operations.flatMap(({ sensitive }) => sensitive));
  expect(own.length).toBeGreaterThan(15);
  expect(data.policy.security.alwaysSensitive).toEqual(expect.arrayContaining(own));
  expect((await sendStartBinding(client, member.token)).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'BIND_MFA' });
  // With the proof they go on.
  const { challenge } = await startProof(member.token, { productOperation: 'cvm:shutDownInstance' });
  const { steppedUpUntil, session } = await answer(client, challenge.id, 'MFA', totp(secret, await toNextStep(client)), member);
  const token = session?.token ?? member.token;
  for (const operation of ['cvm:shutDownInstance', 'cos:deleteBucket', 'account:bindMfaToken']) expect(await need(token, operation), operation).toEqual({ ...none, steppedUpUntil });
});

test('TX-SEC-044 operation protection is opened, changed and closed; off, no product’s operation asks for a proof, while the account’s own still do', async () => {
  const member = await register(client);
  const both = async () => [(await need(member.token, 'cvm:shutDownInstance')).isNeeded, (await sendStartBinding(client, member.token)).errors[0]?.extensions.code];
  const set = async (methods: string[]) => {
    const refused = await client.send('mutation($methods: [CheckMethod!]!) { setOperationProtection(input: { methods: $methods }) { userErrors { code } } }', { methods }, { token: member.token });
    expect(refused.errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'SET_OPERATION_PROTECTION' });
    await protect(methods, member);
    const { data } = await client.send('{ viewer { security { operationProtection { methods } } } }', {}, { token: member.token });
    expect(data.viewer.security.operationProtection.methods).toEqual(methods);
  };
  await set(['SMS']);
  expect(await both()).toEqual([true, 'STEP_UP_REQUIRED']);
  expect((await need(member.token, 'cvm:shutDownInstance')).methods).toEqual(['SMS']);
  await bindMfa(client, member);
  await set(['MFA']);
  expect((await need(member.token, 'cvm:shutDownInstance')).methods[0]).toBe('MFA');
  await set([]);
  expect(await both()).toEqual([false, 'STEP_UP_REQUIRED']);
  expect(await need(member.token, 'cvm:shutDownInstance')).toEqual(none);
  // What the catalogue lists as the account centre's own asks for what the account centre asks.
  expect((await need(member.token, 'account:bindMfaToken')).isNeeded).toBe(true);
  expect((await need(member.token, 'account:viewApiKeyInPlainText')).isNeeded).toBe(false);
});

test('TX-SEC-043 a proof for one operation of a product covers all protected ones for 30 minutes, and no longer, though fifty ask at once', async () => {
  const member = await protect(['SMS']);
  const { challenge, userErrors } = await startProof(member.token, { productOperation: 'cvm:shutDownInstance' });
  expect(userErrors).toEqual([]);
  expect(challenge).toMatchObject({ purpose: 'STEP_UP', operation: null, productOperation: 'cvm:shutDownInstance', methods: ['SMS'] });
  const code = await receiveChallengeCode(client, challenge.id, 'SMS', member.phone, member.token);
  const { steppedUpUntil, session } = await answer(client, challenge.id, 'SMS', code, member);
  const token = session?.token ?? member.token;
  await client.advance('PT29M');
  for (const operation of ['cvm:shutDownInstance', 'cvm:terminateInstance', 'dnspod:deleteRecord']) expect(await need(token, operation)).toEqual({ ...none, steppedUpUntil });
  expect(new Set(await fifty(async () => (await need(token, 'cvm:shutDownInstance')).isNeeded))).toEqual(new Set([false]));
  await client.advance('PT2M');
  const late = await fifty(() => need(token, 'cvm:shutDownInstance'));
  for (const each of late) expect(each).toEqual({ isNeeded: true, methods: ['SMS'], sessionIsLive: true, steppedUpUntil: null });
});

test('TX-SEC-042: after a wrong code by SMS or of the MFA device the operation still may not go on', async () => {
  const member = await register(client);
  const { secret } = await bindMfa(client, member);
  for (const method of ['SMS', 'MFA'] as const) {
    await protect([method], member);
    const { challenge } = await startProof(member.token, { productOperation: 'cos:deleteBucket' });
    const right = method === 'SMS' ? await receiveChallengeCode(client, challenge.id, 'SMS', member.phone, member.token) : totp(secret, await toNextStep(client));
    const wrong = `${(Number(right[0]) + 1) % 10}${right.slice(1)}`;
    expect((await answer(client, challenge.id, method, wrong, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
    expect((await need(member.token, 'cos:deleteBucket')).isNeeded).toBe(true);
    const { session, userErrors } = await answer(client, challenge.id, method, right, member);
    expect(userErrors).toEqual([]);
    member.token = session?.token ?? member.token;
    expect((await need(member.token, 'cos:deleteBucket')).isNeeded).toBe(false);
  }
});

test('a proof by a method that operation protection does not name is none for a product', async () => {
  const member = await protect(['SMS']);
  const started = await client.send('mutation { startChallenge(input: { operation: BIND_MFA }) { challenge { id } } }', {}, { token: member.token });
  const { id } = started.data.startChallenge.challenge;
  const { session } = await answer(client, id, 'EMAIL', await receiveChallengeCode(client, id, 'EMAIL', member.email, member.token), member);
  const token = session?.token ?? member.token;
  expect((await sendStartBinding(client, token)).errors).toEqual([]);
  expect(await need(token, 'cvm:shutDownInstance')).toMatchObject({ isNeeded: true, methods: ['SMS'], steppedUpUntil: expect.any(String) });
});

test('a session that has ended, was never one, or has something else to do first, is of no use, whatever is asked', async () => {
  const member = await register(client);
  const ended = await signIn(client, member);
  await client.send('mutation { signOut { signedOut } }', {}, { token: ended });
  for (const token of [ended, 'no token', '', 'x'.repeat(43)]) {
    expect(await need(token, 'cvm:shutDownInstance')).toEqual(useless);
    expect(await need(token, 'cvm:describeInstances')).toEqual(useless);
  }
  const input = { attemptId: randomUUID(), accountId: member.id, language: 'en', duty: 'CHANGE_PASSWORD' };
  const begun = await askAsService(sharedGraph, 'security', 'mutation($input: BeginSessionInput!) { beginSession(input: $input) { session { token } } }', { input });
  expect(await need(begun.data.beginSession.session.token, 'cvm:shutDownInstance')).toEqual(useless);
  await client.advance('PT2H1M');
  expect(await need(member.token, 'cvm:shutDownInstance')).toEqual(useless);
});

test('a product asks for its own operations, in the form that they have', async () => {
  const { token } = await register(client);
  const codeOf = async (product: string, operation: string) => (await sendNeed(sharedGraph, product, token, operation)).errors[0]?.extensions.code;
  expect(await codeOf('cos', 'cvm:shutDownInstance')).toBe('FORBIDDEN');
  expect(await codeOf('cvm', 'cvmx:shutDownInstance')).toBe('FORBIDDEN');
  expect(await codeOf('cvm', 'cvm')).toBe('FORBIDDEN');
  for (const operation of ['cvm:', 'cvm:shut down', 'cvm:\0', "cvm:' OR 1=1"]) expect(await codeOf('cvm', operation), operation).toBe('BAD_USER_INPUT');
});

test('a proof is started for one operation, of the account centre or of a product that lists it', async () => {
  const { token } = await register(client);
  expect(await startProof(token, {})).toEqual({ challenge: null, userErrors: [{ code: 'FIELD_REQUIRED', path: ['operation'] }] });
  expect(await startProof(token, { operation: 'BIND_MFA', productOperation: 'cvm:shutDownInstance' })).toEqual({ challenge: null, userErrors: [{ code: 'FIELD_NOT_WANTED', path: ['productOperation'] }] });
  for (const productOperation of ['cvm:describeInstances', 'cvm', '', 'nobody:shutDownInstance']) {
    expect(await startProof(token, { productOperation })).toEqual({ challenge: null, userErrors: [{ code: 'OPERATION_NOT_PROTECTED', path: ['productOperation'] }] });
  }
});

test('the message says which operation of which product its code is for', async () => {
  for (const [language, text] of [['en', 'is your code to shut down instance (Cloud server (CVM)).'], ['zh-CN', '用于云服务器操作“shut down instance”']] as const) {
    const member = await register(client);
    const seen = await client.messages(member.phone);
    expect((await startProof(member.token, { productOperation: 'cvm:shutDownInstance', method: 'SMS' }, { 'accept-language': language })).userErrors).toEqual([]);
    expect((await client.nextMessage(member.phone, seen)).text).toContain(text);
  }
});

test('the example in docs/step-up-for-products.md works as it stands', async () => {
  const member = await protect(['SMS']);
  const script = /<<'EOF'\n([^]*?)\nEOF/.exec(readFileSync(join(projectRoot, 'docs/step-up-for-products.md'), 'utf8'))![1]!;
  const folder = mkdtempSync(join(tmpdir(), 'hufu-product-'));
  mkdirSync(join(folder, '.data'));
  writeFileSync(join(folder, '.data/keys.json'), JSON.stringify({ PRODUCT_KEYS: productKeys }));
  const environment = { ...process.env, SECURITY_URL: sharedGraph.subgraphUrls.security, SESSION_TOKEN: member.token };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, env: environment });
  rmSync(folder, { recursive: true });
  expect(JSON.parse(stdout.replace(/^200 /, ''))).toEqual({ data: { isStepUpNeeded: { isNeeded: true, methods: ['SMS'], sessionIsLive: true, steppedUpUntil: null } } });
});

let cloud: Client;
beforeAll(async () => {
  cloud = createClient(await graphOf('baidu'));
});

test('BD-SEC-008 with operation protection on a sensitive operation is refused without a check and runs with it; with protection off it runs directly', async () => {
  const set = async (member: Pick<Member, 'token' | 'phone'>, methods: string[]): Promise<void> => {
    await stepUp(cloud, member, 'SET_OPERATION_PROTECTION');
    expect((await setProtection(cloud, member.token, 'setOperationProtection', methods)).userErrors).toEqual([]);
  };
  const apply = async (member: Pick<Member, 'token'>) => sendStart(cloud, member, await application(cloud));
  const [guarded, open] = [await registerByUsername(cloud), await registerByUsername(cloud)];
  await set(guarded, ['SMS']);
  expect((await apply(guarded)).errors[0]!.extensions).toEqual({ code: 'STEP_UP_REQUIRED', operation: 'START_DEREGISTRATION', methods: ['SMS'] });
  expect((await cloud.send('{ viewer { deregistration { id } } }', {}, { token: guarded.token })).data.viewer.deregistration).toBeNull();
  await cloud.advance('PT1M');
  await stepUp(cloud, guarded, 'START_DEREGISTRATION');
  expect(payloadOf(await apply(guarded))).toMatchObject({ deregistration: { id: expect.any(String) }, userErrors: [] });

  await set(open, []);
  expect(payloadOf(await apply(open))).toMatchObject({ deregistration: { id: expect.any(String) }, userErrors: [] });
  expect(await readCatalogue('en', cloud)).toEqual([]);
});
