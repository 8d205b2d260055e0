import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT, type JWTHeaderParameters } from 'jose';
import { expect, test } from 'vitest';
import { subgraphNames } from '../../subgraphs/shared/sdl.ts';
import { productKey } from '../support/products.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

const { subgraphUrls } = sharedGraph;
const client = sharedClient();

const post = (url: string, headers: Record<string, string>): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query: '{ __typename }' }) });

/** The two kinds of token that a subgraph knows: of the gateway and the services, and of products. */
const { INTERNAL_KEY } = JSON.parse(readFileSync(join(sharedGraph.dataDirectory, 'keys.json'), 'utf8')) as { INTERNAL_KEY: string };
const caller = { from: 'gateway', viewer: { accountId: '100000000001', sessionId: 's' }, hasEndedSession: false, language: 'en', device: null, address: null, requestId: 'r' };
const kinds = {
  caller: { key: Buffer.from(INTERNAL_KEY, 'base64'), typ: 'caller', audience: 'hufu-subgraph', issuer: 'gateway', life: 30 },
  product: { key: productKey('cvm'), typ: 'product', audience: 'hufu-product', issuer: 'cvm', life: 60 },
};
type KindName = keyof typeof kinds;

interface Given {
  header?: Partial<JWTHeaderParameters>;
  audience?: string;
  issuer?: string;
  /** Seconds since it was signed. */
  age?: number;
  key?: Parameters<SignJWT['sign']>[0];
}

const sign = (name: KindName, { header = {}, audience, issuer, age = 0, key }: Given = {}): Promise<string> => {
  const kind = kinds[name];
  const signedAt = Math.floor(Date.now() / 1000) - age;
  const token = new SignJWT({ caller }).setProtectedHeader({ alg: 'HS256', typ: kind.typ, ...header });
  token.setAudience(audience ?? kind.audience).setIssuer(issuer ?? kind.issuer).setIssuedAt(signedAt).setExpirationTime(signedAt + kind.life);
  return token.sign(key ?? kind.key);
};

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicText = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));

/** ASVS 9.1.1 to 9.2.3. */
const forged: [string, (name: KindName) => Promise<string>][] = [
  ['no signature (alg none)', async (name) => `${part({ alg: 'none', typ: kinds[name].typ })}.${(await sign(name)).split('.')[1]}.`],
  ['no signature, and the right algorithm', async (name) => `${(await sign(name)).split('.').slice(0, 2).join('.')}.`],
  ['a signature by RS256', (name) => sign(name, { header: { alg: 'RS256' }, key: privateKey })],
  ['a public key taken for the secret', (name) => sign(name, { key: publicText })],
  ['the right key with another hash', (name) => sign(name, { header: { alg: 'HS512' }, key: Buffer.concat([kinds[name].key, kinds[name].key]) })],
  ['a key of somebody’s own', (name) => sign(name, { key: randomBytes(32) })],
  ['a key of somebody’s own, named in the header', (name) => sign(name, { header: { kid: 'mine', jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }, key: randomBytes(32) })],
  ['an address of keys', (name) => sign(name, { header: { jku: 'https://attacker.example/keys', kid: 'mine' }, key: randomBytes(32) })],
  ['another audience', (name) => sign(name, { audience: 'elsewhere' })],
  ['the audience of the other kind', (name) => sign(name, { audience: kinds[name === 'caller' ? 'product' : 'caller'].audience })],
  ['the type of the other kind', (name) => sign(name, { header: { typ: kinds[name === 'caller' ? 'product' : 'caller'].typ } })],
  ['the key of the other kind', (name) => sign(name, { key: kinds[name === 'caller' ? 'product' : 'caller'].key })],
  ['another content under a right signature', async (name) => {
    const [header, , signature] = (await sign(name)).split('.');
    return `${header}.${part({ caller, iss: 'cos', aud: kinds[name].audience, exp: Math.floor(Date.now() / 1000) + 20 })}.${signature}`;
  }],
  ['an end that is past', (name) => sign(name, { age: 120 })],
];

const cases = (['caller', 'product'] as const).flatMap((name) => forged.map(([what, token]) => ({ name, what, token })));

test.for(cases)('every subgraph answers 401 to a token of a $name with $what', async ({ name, token }) => {
  for (const subgraph of subgraphNames) expect((await post(`${subgraphUrls[subgraph]}/graphql`, { authorization: `Bearer ${await token(name)}` })).status, subgraph).toBe(401);
});

test('the same tokens as they should be are answered, that of a product by security alone, where it says which key is its own', async () => {
  const statusOf = async (subgraph: keyof typeof subgraphUrls, token: string) => (await post(`${subgraphUrls[subgraph]}/graphql`, { authorization: `Bearer ${token}` })).status;
  for (const subgraph of subgraphNames) {
    expect(await statusOf(subgraph, await sign('caller'))).toBe(200);
    expect(await statusOf(subgraph, await sign('product'))).toBe(subgraph === 'security' ? 200 : 401);
  }
  for (const given of [{ issuer: 'cos' }, { issuer: 'nobody' }, { key: productKey('cos') }, { header: { kid: 'cos' } }, { header: { jku: 'https://attacker.example/keys' } }]) expect(await statusOf('security', await sign('product', given))).toBe(401);
});

test.for(subgraphNames)('%s refuses what is not signed at all', async (subgraph) => {
  for (const headers of [{}, { authorization: 'Bearer x' }, { 'x-account-id': '100000000001' }]) expect((await post(`${subgraphUrls[subgraph]}/graphql`, headers as Record<string, string>)).status).toBe(401);
  // Nobody but the sandbox moves the clock, and to all others there is none.
  expect((await post(`${subgraphUrls[subgraph]}/clock`, {})).status).toBe(404);
});

test('the public endpoint takes a token of a product for a session, and there is none', async () => {
  const { errors } = await client.send('{ viewer { id } }', {}, { token: await sign('product') });
  expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
});

test.for([
  ['_service', '{ _service { sdl } }'],
  ['_entities', '{ _entities(representations: []) { __typename } }'],
  ['a field for services', '{ sessionsOfTokens(uses: [{ tokenHash: "x" }]) { accountId } }'],
  ['a field for products', '{ isStepUpNeeded(input: { sessionToken: "x", operation: "cvm:shutDownInstance" }) { isNeeded } }'],
  ['a mutation for services', 'mutation { eraseAccount(accountId: "100000000001") }'],
])('through the gateway there is no %s', async ([, document]) => {
  const answer = await client.send(document!);
  expect(answer.status).toBe(400);
  expect(answer.errors[0]!.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});
