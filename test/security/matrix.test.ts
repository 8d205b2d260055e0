import { randomUUID } from 'node:crypto';
import { getNamedType } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import type { Viewer } from '../../subgraphs/shared/caller.ts';
import { openStepUp, startBinding } from '../rules/security/steps.ts';
import type { Answer } from '../support/client.ts';
import { apply } from '../support/closing.ts';
import { documentOf, mutations, placesOf, plainVariables, putAt, queries, type RootField } from '../support/hostile.ts';
import { askAsService } from '../support/import.ts';
import { bindMfa, register, signIn, startChallenge, stepUp, type Member } from '../support/journeys.ts';
import { bindScanned, newPerson } from '../support/login-methods.ts';
import { entityRoutes, forAll, madeUp, rootRows, selectionOf, sendStraight, signatures, verdictOf, type Row, type Signature } from '../support/matrix.ts';
import { notify } from '../support/notices.ts';
import { bindPasskey, newAuthenticator, readPasskeys } from '../support/passkeys.ts';
import { checkOf, passCheck, readProtections, set } from '../support/protections.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

/** ASVS 8.3.1, 8.3.3 and 6.3.4: every field of every subgraph by every kind of caller. What is expected follows from the field's directive. */

const client = sharedClient();
const { sign, forge, product } = signatures(sharedGraph);

/** Callers of the public endpoint, by the bearer token they send. */
const clients = ['nobody', 'holder', 'ended session', 'to activate', 'to change password', 'challenge only'] as const;
/** Callers of a subgraph's own endpoint. */
const straight = ['client', 'gateway', 'account', 'security', 'verification', 'deregistration', 'product', 'forged', 'unsigned'] as const;
type Kind = (typeof clients)[number] | (typeof straight)[number];

const services = (verdict: string) => Object.fromEntries(['gateway', 'account', 'security', 'verification', 'deregistration'].map((name) => [name, verdict]));
const closed = { forged: '401', unsigned: '401' };
const notPublic = Object.fromEntries(clients.map((kind) => [kind, 'GRAPHQL_VALIDATION_FAILED']));

/** What each directive lets whom do. `client` is somebody without a session. */
const byAccess: Record<Row['access'], Record<string, string>> = {
  anyone: { ...Object.fromEntries(clients.map((kind) => [kind, 'OPEN'])), client: 'OPEN', ...services('FORBIDDEN'), product: 'FORBIDDEN', ...closed },
  signedIn: {
    ...Object.fromEntries(clients.map((kind) => [kind, 'UNAUTHENTICATED'])),
    holder: 'OPEN', 'to activate': 'DUTY_FIRST', 'to change password': 'DUTY_FIRST', client: 'UNAUTHENTICATED', ...services('UNAUTHENTICATED'), product: 'UNAUTHENTICATED', ...closed,
  },
  service: { ...notPublic, client: 'FORBIDDEN', ...services('OPEN'), product: 'FORBIDDEN', ...closed },
  product: { ...notPublic, client: 'FORBIDDEN', ...services('FORBIDDEN'), product: 'FORBIDDEN', ...closed },
};

/** Fields that say more than their directive. */
const exceptions: Record<string, Partial<Record<Kind, string>>> = {
  // Who was signed in a moment ago is told so, and not shown a page for nobody.
  viewer: { 'ended session': 'UNAUTHENTICATED', 'challenge only': 'UNAUTHENTICATED' },
};

/** Its own product may ask. */
const variablesOf = ({ name, field }: Row): Record<string, unknown> => (name === 'isStepUpNeeded' ? { input: { sessionToken: 'x', operation: 'cvm:shutDownInstance' } } : plainVariables(field));

const dutyOf: Partial<Record<Kind, string>> = { 'to activate': 'ACTIVATE_ACCOUNT', 'to change password': 'CHANGE_PASSWORD' };

const expectedOf = (row: Row, kind: Kind): string | undefined => {
  const said = exceptions[row.name]?.[kind];
  if (said) return said;
  // Security is the one that knows products; to the others they are nobody.
  if (kind === 'product' && row.subgraph !== 'security') return '401';
  if (kind === 'product' && row.access === 'product') return 'OPEN';
  const isOpenDuty = row.duties.includes(dutyOf[kind] ?? '');
  if (row.isSensitive && (kind === 'holder' || isOpenDuty)) return 'STEP_UP_REQUIRED';
  return isOpenDuty ? 'OPEN' : byAccess[row.access]?.[kind];
};

/** What may end the caller's session, or change what it has to do, is called last, each from a session of its own. */
const isLast = ({ name, duties }: Row): boolean => name === 'signOut' || duties.length > 0;

const openSession = async (accountId: string, duty: string): Promise<string> => {
  const { data } = await askAsService(sharedGraph, 'security', 'mutation($input: BeginSessionInput!) { beginSession(input: $input) { session { token } } }', { input: { attemptId: randomUUID(), accountId, language: 'en', duty } });
  return data.beginSession.session.token;
};

let holder: Member;
let tokens: Record<(typeof clients)[number], string | undefined>;
let signed: Record<(typeof straight)[number], Signature>;
beforeAll(async () => {
  const member = await register(client);
  holder = member;
  const ended = await signIn(client, member);
  await client.send('mutation { signOut { signedOut } }', {}, { token: ended });
  const challenge = (await startChallenge(client, member.token, 'BIND_MFA')).data.startChallenge.challenge.id;
  tokens = { nobody: undefined, holder: member.token, 'ended session': ended, 'to activate': await openSession(member.id, 'ACTIVATE_ACCOUNT'), 'to change password': await openSession(member.id, 'CHANGE_PASSWORD'), 'challenge only': challenge };
  signed = {
    client: sign({ from: 'client' }),
    gateway: sign({ from: 'gateway' }),
    account: sign({ from: 'account' }),
    security: sign({ from: 'security' }),
    verification: sign({ from: 'verification' }),
    deregistration: sign({ from: 'deregistration' }),
    product: await product(),
    forged: forge({ from: 'gateway', viewer: { accountId: member.id, sessionId: 's' } }),
    unsigned: null,
  };
});

const expectVerdict = (row: Row, kind: Kind, answer: Answer): void => {
  const expected = expectedOf(row, kind);
  expect(expected, `${row.name} has no row for ${kind}`).toBeDefined();
  expect(verdictOf(answer), `${row.subgraph} ${row.name} by ${kind}: ${JSON.stringify(answer)}`).toBe(expected);
  if (kind !== 'holder' && expected !== 'OPEN') expect(answer.data?.[row.name] ?? null, row.name).toBeNull();
};

test('each root field says who may call it', () => {
  expect(rootRows.length).toBeGreaterThan(60);
  for (const row of rootRows) for (const kind of [...clients, ...straight]) expect(expectedOf(row, kind), `${row.name} has no row for ${kind}`).toBeDefined();
});

test.for(clients)('the public endpoint answers as the directives say: %s', async (kind) => {
  const call = async (row: Row, token = tokens[kind]): Promise<void> => expectVerdict(row, kind, await client.send(documentOf(row.operation, row.field), variablesOf(row), { token }));
  const fresh = async (): Promise<string | undefined> => (dutyOf[kind] ? openSession(holder.id, dutyOf[kind]) : kind === 'holder' ? signIn(client, holder) : tokens[kind]);
  await forAll(rootRows.filter((row) => !isLast(row)), (row) => call(row));
  for (const row of rootRows.filter(isLast)) await call(row, await fresh());
});

test.for(straight)('a request straight to a subgraph is answered as the directives say: %s', async (kind) => {
  await forAll(rootRows, async (row) => {
    // A signature holds for half a minute only.
    const signature = kind === 'forged' || kind === 'unsigned' ? signed[kind] : kind === 'product' ? await product() : sign({ from: kind });
    expectVerdict(row, kind, await sendStraight(sharedGraph, row.subgraph, signature, documentOf(row.operation, row.field), variablesOf(row)));
  });
});

/** What somebody sees of an account, or another entity, that is not theirs: of a whole type, or of its fields. */
const seenByStrangers: Record<string, 'null' | 'public'> = {
  'account Account': 'null',
  'security Account.id': 'public',
  'security Account.security': 'null',
  'verification Account.id': 'public',
  'verification Account.realName': 'null',
  'deregistration Account.id': 'public',
  'deregistration Account.deregistration': 'null',
  'account Policy': 'public',
  'security Policy': 'public',
  'verification Policy': 'public',
  'deregistration Policy': 'public',
};

const seenOf = (route: string, field: string): 'null' | 'public' | undefined => seenByStrangers[route] ?? seenByStrangers[`${route}.${field}`];

test('each type that can be named by its key says what strangers see of it', () => {
  expect(entityRoutes.map(({ route }) => route)).toEqual(expect.arrayContaining(['account Account', 'security Account', 'account Policy']));
  for (const { route, type } of entityRoutes) for (const field of Object.keys(type.getFields())) expect(seenOf(route, field), `${route}.${field} has no row`).toBeDefined();
});

const viewerOf = async ({ id, token }: Member): Promise<Viewer> => {
  const { data } = await client.send('{ viewer { security { sessions { nodes { id current } } } } }', {}, { token });
  return { accountId: id, sessionId: data.viewer.security.sessions.nodes.find((session: { current: boolean }) => session.current).id };
};

test('by its key an account shows its parts to its holder alone, and the policy to everybody', async () => {
  const holder = await register(client);
  await stepUp(client, holder, 'START_DEREGISTRATION');
  await apply(client, holder);
  const [own, others] = [await viewerOf(holder), await viewerOf(await register(client))];
  const keys: Record<string, Record<string, string>> = { Account: { id: holder.id }, Policy: { name: 'tencent' } };

  for (const { subgraph, type, route } of entityRoutes) {
    expect(keys[type.name], `${route}: a key to name it by is missing`).toBeDefined();
    const query = `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type.name} { __typename ${selectionOf(type)} } } }`;
    const variables = { representations: [{ __typename: type.name, ...keys[type.name] }] };
    const ask = async (caller: Parameters<typeof sign>[0]): Promise<Answer> => sendStraight(sharedGraph, subgraph, sign(caller), query, variables);

    const whole = (await ask({ from: 'client', viewer: own }));
    expect(whole.errors, `${route}: ${JSON.stringify(whole.errors)}`).toEqual([]);
    const fields = Object.keys(type.getFields());
    const shown: Record<string, unknown> = whole.data._entities[0];
    for (const field of fields.filter((name) => seenByStrangers[`${route}.${name}`])) expect(shown[field], `${route}.${field}`).not.toBeNull();

    const strangers: [string, Parameters<typeof sign>[0]][] = [
      ['nobody', { from: 'client' }],
      ['another holder', { from: 'client', viewer: others }],
      ['an ended session', { from: 'client', hasEndedSession: true }],
      ['another holder with a duty', { from: 'client', viewer: { ...others, duty: 'CHANGE_PASSWORD' } }],
      ...(['gateway', 'account', 'security', 'verification', 'deregistration'] as const).map((from): [string, Parameters<typeof sign>[0]] => [from, { from }]),
    ];
    for (const [name, caller] of strangers) {
      const { data, errors } = await ask(caller);
      expect(errors, `${route} by ${name}: ${JSON.stringify(errors)}`).toEqual([]);
      const seen = (data._entities[0] ?? {}) as Record<string, unknown>;
      for (const field of fields) expect(seen[field] ?? null, `${route}.${field} by ${name}`).toEqual(seenOf(route, field) === 'public' ? shown[field] : null);
    }

    // The holder's own session shows no part while it has something else to do first.
    const held = await ask({ from: 'client', viewer: { ...own, duty: 'ACTIVATE_ACCOUNT' } });
    const hidden = fields.filter((field) => seenOf(route, field) === 'null');
    expect(verdictOf(held), route).toBe(hidden.length > 0 ? 'DUTY_FIRST' : 'OPEN');
    for (const field of hidden) expect((held.data?._entities[0] ?? {})[field] ?? null, `${route}.${field}`).toBeNull();

    // This way is closed to products.
    const byProduct = await sendStraight(sharedGraph, subgraph, await product(), query, variables);
    expect([verdictOf(byProduct), byProduct.data?._entities ?? null], route).toEqual([subgraph === 'security' ? 'FORBIDDEN' : '401', null]);
    for (const signature of [null, forge({ from: 'client', viewer: own })]) expect((await sendStraight(sharedGraph, subgraph, signature, query, variables)).status, route).toBe(401);
  }
});

/** What belongs to one account, by the name of the input that names it; null where who has the text may use it, or where it names nothing of an account. */
const ownedIds: Record<string, 'closure' | 'challenge' | 'binding' | 'device' | 'passkey' | 'trustedDevice' | 'session' | 'notice' | null> = {
  deregistrationId: 'closure',
  challengeId: 'challenge',
  bindingId: 'binding',
  mfaDeviceId: 'device',
  passkeyId: 'passkey',
  trustedDeviceId: 'trustedDevice',
  sessionId: 'session',
  ids: 'notice',
  // Secrets, and given to whoever proved something.
  ticket: null, linkTicket: null, replaces: null, reportId: null,
  // The account that was chosen belongs to the ticket or the link beside it.
  accountId: null,
  // A text that is agreed to, and an operation of a product.
  id: null, productOperation: null,
};

const idPlaces = [...queries.map((field) => ['query', field] as const), ...mutations.map((field) => ['mutation', field] as const)].flatMap(([operation, field]) =>
  placesOf(field)
    .filter(({ type }) => getNamedType(type).name === 'ID' && !String(type).includes('['))
    .map((place) => ({ operation, field, place, name: String(place.path.findLast((key) => typeof key === 'string')), at: `${field.name} ${place.path.join('.')}` })),
);

test('each input that takes an id says whose it is', () => {
  for (const { name, at } of idPlaces) expect(ownedIds[name], `${at} has no row`).toBeDefined();
});

/** Where an id is looked at only beside other inputs: without them a scan is started for no challenge, with a ticket that is another each time. */
const besides: Record<string, Record<string, unknown>> = { 'startScan input.challengeId': { input: { kind: 'WECHAT', purpose: 'CHALLENGE' } } };

const outcomeOf = ({ status, data, errors }: Answer, { name }: RootField, id: string) => JSON.parse(JSON.stringify({ status, codes: errors.map(({ extensions }) => extensions), data: data?.[name] ?? null }).replaceAll(id, 'ID')) as unknown;

test('what belongs to another account is, by its id, the same as what does not exist, also to who has proved who they are', async () => {
  const holder = await register(client);
  const { deviceId } = await bindMfa(client, holder);
  await stepUp(client, holder, 'UNBIND_MFA');
  const closure = await apply(client, holder);
  const { sessionId } = await viewerOf(holder);
  await notify(sharedGraph, { accountId: holder.id });
  const { data } = await client.send('{ viewer { notices { nodes { id } } } }', {}, { token: holder.token });
  const spare = await register(client);
  await stepUp(client, spare, 'BIND_MFA');
  // With all that may answer a challenge, and a device that is trusted.
  const secured = await register(client);
  await bindScanned(client, secured, 'WECHAT', newPerson('WECHAT'));
  await stepUp(client, secured, 'SET_LOGIN_PROTECTION');
  expect((await set(client, secured.token, 'setLoginProtection', { methods: ['SMS'], mayTrustDevices: true })).userErrors).toEqual([]);
  const check = await checkOf(client, { account: secured.email, password: secured.password });
  secured.token = (await passCheck(client, check!, secured.phone, { trustDevice: true })).session.token;
  const passkey = await bindPasskey(client, secured, newAuthenticator(sharedGraph));
  const { trustedDevices: [trusted] } = await readProtections(client, secured.token);
  const challenge = await openStepUp(client, secured.token, 'UNBIND_MFA');
  expect(challenge.methods).toEqual(['PASSKEY', 'SMS', 'EMAIL', 'WECHAT']);
  const owned: Record<string, string> = {
    closure: closure.id,
    challenge: challenge.id,
    binding: (await startBinding(client, spare.token)).bindingId,
    device: deviceId,
    passkey: passkey.id,
    trustedDevice: trusted.id,
    session: sessionId,
    notice: data.viewer.notices.nodes[0].id,
  };
  const other = await register(client);
  await stepUp(client, other, 'UNBIND_MFA');
  for (const { operation, field, place, name, at } of idPlaces) {
    const kind = ownedIds[name];
    if (!kind) continue;
    const call = async (id: string) => outcomeOf(await client.send(documentOf(operation, field), putAt(besides[at] ?? plainVariables(field), place, id, field), { token: other.token }), field, id);
    const real = owned[kind]!;
    expect(madeUp(real), at).not.toBe(real);
    expect(await call(real), at).toEqual(await call(madeUp(real)));
  }
  // And it is all still there.
  const after = await client.send('{ viewer { deregistration { id state } security { mfaDevices { id } sessions { nodes { id } } } } }', {}, { token: holder.token });
  expect(after.data.viewer).toMatchObject({ deregistration: { id: closure.id, state: closure.state }, security: { mfaDevices: [{ id: deviceId }] } });
  expect(await readPasskeys(client, secured.token)).toMatchObject({ passkeys: [{ id: passkey.id }] });
  expect(await readProtections(client, secured.token)).toMatchObject({ trustedDevices: [{ id: trusted.id }] });
});
