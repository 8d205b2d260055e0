import { beforeAll, expect, test } from 'vitest';
import { createClient, newAddress, type Client } from '../support/client.ts';
import { dumpStores } from '../support/dump-stores.ts';
import { appConsents, byFace, enrolFace, sendStartFace, showFace, showPhoto, startFace, type FaceCheck } from '../support/faces.ts';
import { graphOf, type SharedGraph } from '../support/graph-of.ts';
import { askAsService, importAccount } from '../support/import.ts';
import { newEmail, newPassword, newPhone } from '../support/people.ts';
import { fifty, newUsername } from '../support/registering.ts';
import { accountOf, refusalOf, sendSignInWith, signInWith } from '../support/signing-in.ts';

/** A face as the first factor: what it must not tell, and how often it counts. */

let graph: SharedGraph;
let client: Client;
let agreements: { id: string; version: string }[];

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
  agreements = await appConsents(client);
});

/** A client of a network of its own. */
const elsewhere = (): Client => createClient(graph, newAddress());

const newPassport = async (given: Parameters<typeof importAccount>[1] = {}) => {
  const all = { username: newUsername(), email: newEmail(), phone: newPhone(), password: newPassword(), ...given };
  const [id, face] = [await importAccount(graph, all), `face of ${all.username}`];
  await enrolFace(graph.sandboxUrl, id, face);
  return { ...all, id, face };
};

const inApp = (check: FaceCheck, faceToken: string) => ({ method: 'FACE', channel: 'APP', agreements, ticket: check.ticket, faceToken });
const faceOf = (from: Client, account: string, as: string) => byFace(from, graph.sandboxUrl, account, as);

/** Without what differs between any two answers: when a lock ends. */
const lookOf = async (from: Client, input: Record<string, unknown>) => {
  const { status, data, errors } = await sendSignInWith(from, input);
  return { status, errors, data: { ...data.signIn, userErrors: data.signIn.userErrors.map(({ retryAfter, ...rest }: { retryAfter: string | null }) => ({ ...rest, waits: retryAfter !== null })) } };
};

/** Names that no face opens, each for another reason, with the best face that there is for it. */
const hopeless = async () => {
  const [known, faceless, closing, far] = [await newPassport(), await newPassport(), await newPassport(), await newPassport({ site: 'INTL' })];
  await enrolFace(graph.sandboxUrl, faceless.id, null);
  await askAsService(graph, 'account', 'mutation($accountId: ID!) { markAccountClosing(accountId: $accountId) }', { accountId: closing.id });
  return [
    { why: 'somebody else', account: known.phone, as: 'somebody else' },
    { why: 'nobody has the name', account: newPhone(), as: known.face },
    { why: 'no face is enrolled', account: faceless.phone, as: faceless.face },
    { why: 'it is closing', account: closing.phone, as: closing.face },
    { why: 'it is of the other site', account: far.phone, as: far.face },
  ];
};

test('starting tells nothing: whatever the name, it answers alike', async () => {
  const looks = [];
  for (const { account } of await hopeless()) {
    const { status, data, errors } = await sendStartFace(client, { account, agreements });
    const { ticket, face, userErrors } = data.startFaceSignIn;
    const waits = Math.round((Date.parse(face.expiresAt) - (await client.now())) / 10_000);
    looks.push({ status, errors, userErrors, ticket: ticket.length, face: face.ticket.length, url: face.url.replace(face.ticket, '…'), waits });
  }
  for (const look of looks) expect(look).toEqual(looks[0]);
  expect(looks[0]).toMatchObject({ status: 200, errors: [], userErrors: [], ticket: 32, waits: 12 });
  // What is no name of a passport says so of itself.
  for (const account of ['', 'a b', 'x@', '12']) expect((await sendStartFace(client, { account, agreements })).data.startFaceSignIn).toMatchObject({ ticket: null, face: null, userErrors: [{ code: 'SIGN_IN_FAILED' }] });
});

test('signing in tells nothing: somebody else’s face, an unknown name, an account without a face, a closing one and one of the other site look alike, from the first attempt to the lock', async () => {
  const names = await hopeless();
  const from = elsewhere();
  for (let tries = 0; tries < 12; tries += 1) {
    const looks = [];
    for (const { account, as } of names) looks.push(await lookOf(from, { ...(await faceOf(client, account, as)), ...(tries < 3 ? {} : { captcha: await client.captcha() }) }));
    for (const [index, look] of looks.entries()) expect(look, names[index]!.why).toEqual(looks[0]);
    expect(looks[0]!.data.userErrors[0].code).toBe(tries < 10 ? 'SIGN_IN_FAILED' : 'SIGN_IN_LOCKED');
  }
});

test('wrong faces and wrong passwords are counted together: either locks the name for both', async () => {
  for (const wrongFaces of [10, 5, 0]) {
    const { phone: account, password, face } = await newPassport();
    const from = elsewhere();
    for (let tries = 0; tries < 10; tries += 1) {
      const guess = tries < wrongFaces ? await faceOf(client, account, 'somebody else') : { account, password: 'Wrong-Password-1' };
      expect(await refusalOf(from, { ...guess, captcha: await client.captcha() })).toBe('SIGN_IN_FAILED');
    }
    const right = await faceOf(client, account, face);
    for (const guess of [right, { account, password }]) expect(await refusalOf(from, { ...guess, captcha: await client.captcha() })).toBe('SIGN_IN_LOCKED');
  }
});

test('a right face ends the counting, and marks the device as known', async () => {
  const { phone: account, face, id } = await newPassport();
  const from = elsewhere();
  for (let tries = 0; tries < 4; tries += 1) expect(await refusalOf(from, await faceOf(client, account, 'somebody else'))).toBe('SIGN_IN_FAILED');
  const { session, challenge, deviceToken } = await signInWith(from, await faceOf(client, account, face));
  expect(session ?? challenge).not.toBeNull();
  expect(deviceToken).toMatch(/^[\w-]+\.[\w-]+\.[0-9a-f]{64}$/);
  for (let tries = 0; tries < 10; tries += 1) expect(await refusalOf(elsewhere(), { account, password: 'Wrong-Password-1', captcha: await client.captcha() })).toBe('SIGN_IN_FAILED');
  expect(await refusalOf(elsewhere(), await faceOf(client, account, face))).toBe('SIGN_IN_LOCKED');
  expect(await accountOf(elsewhere(), { ...(await faceOf(client, account, face)), deviceToken })).toBe(id);
});

test('after five wrong ones a captcha is asked, and the face need not be shown again for it', async () => {
  const { phone: account, face } = await newPassport();
  const from = elsewhere();
  for (let tries = 0; tries < 5; tries += 1) expect(await refusalOf(from, await faceOf(client, account, 'somebody else'))).toBe('SIGN_IN_FAILED');
  const right = await faceOf(client, account, face);
  expect(await signInWith(from, right)).toMatchObject({ session: null, userErrors: [{ code: 'CAPTCHA_REQUIRED', path: ['captcha'] }] });
  expect(await refusalOf(from, { ...right, captcha: await client.captcha('FAILED') })).toBe('CAPTCHA_WRONG');
  expect(await refusalOf(from, { ...right, captcha: await client.captcha() })).toBeUndefined();
  // After that many failures it is asked who is there besides; nothing is left of the check.
  expect(await refusalOf(from, { ...right, captcha: await client.captcha() })).toBe('FACE_CHECK_NOT_FOUND');
});

test('of fifty requests at once with one right face one signs in', async () => {
  const { phone, face } = await newPassport();
  const right = await faceOf(client, phone, face);
  const answers = await fifty(() => signInWith(client, right));
  expect(answers.filter(({ session }) => session)).toHaveLength(1);
  expect(answers.filter(({ userErrors }) => userErrors[0]?.code === 'FACE_CHECK_NOT_FOUND')).toHaveLength(49);
  expect(await signInWith(client, right)).toMatchObject({ session: null, userErrors: [{ code: 'FACE_CHECK_NOT_FOUND', path: ['ticket'] }] });
});

test('of fifty requests at once with one wrong face one is a guess', async () => {
  const { phone: account, face, id } = await newPassport();
  const [from, wrong] = [elsewhere(), await faceOf(client, account, 'somebody else')];
  const codes = await fifty(() => refusalOf(from, wrong));
  expect(codes.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(1);
  expect(codes.filter((code) => code === 'FACE_CHECK_NOT_FOUND')).toHaveLength(49);
  // Four more may be wrong before a captcha is asked.
  for (let tries = 0; tries < 3; tries += 1) expect(await refusalOf(from, await faceOf(client, account, 'somebody else'))).toBe('SIGN_IN_FAILED');
  expect(await accountOf(from, await faceOf(client, account, face))).toBe(id);
});

test('of fifty wrong faces at once, each shown for itself and with a captcha, ten are looked at', async () => {
  const { phone: account, face } = await newPassport();
  const guesses: Record<string, unknown>[] = [];
  for (let index = 0; index < 50; index += 1) guesses.push({ ...(await faceOf(client, account, 'somebody else')), captcha: await client.captcha() });
  const codes = await Promise.all(guesses.map((guess) => refusalOf(elsewhere(), guess)));
  expect(codes.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(10);
  expect(codes.filter((code) => code === 'SIGN_IN_LOCKED')).toHaveLength(40);
  expect(await refusalOf(elsewhere(), { ...(await faceOf(client, account, face)), captcha: await client.captcha() })).toBe('SIGN_IN_LOCKED');
});

test('ticket and token belong together: neither does without the other, nor with that of another check; and both are still good afterwards', async () => {
  const [mine, theirs] = [await newPassport(), await newPassport()];
  const [check, other] = [await startFace(client, mine.phone, agreements), await startFace(client, theirs.phone, agreements)];
  const [token, otherToken] = [await showFace(graph.sandboxUrl, check, mine.face), await showFace(graph.sandboxUrl, other, mine.face)];
  const notFound = async (input: Record<string, unknown>, path: string) => expect(await signInWith(elsewhere(), { ...inApp(check, token), ...input })).toMatchObject({ session: null, challenge: null, userErrors: [{ code: 'FACE_CHECK_NOT_FOUND', path: [path] }] });
  for (const ticket of [null, '', 'no-such-ticket', check.face.ticket]) await notFound({ ticket }, 'ticket');
  await notFound({ faceToken: null }, 'ticket');
  // The face is that of the account; it was shown to somebody else's camera.
  for (const faceToken of [otherToken, `${token}x`, 'x'.repeat(5000), 'x'.repeat(50_000)]) await notFound({ faceToken }, 'faceToken');
  expect(await accountOf(client, inApp(check, token))).toBe(mine.id);
});

test('a check runs out after two minutes, and a token with the look into the camera', async () => {
  const { phone, face, id } = await newPassport();
  const [late, inTime] = [await faceOf(client, phone, face), await faceOf(client, phone, face)];
  await client.advance('PT1M50S');
  expect(await accountOf(client, inTime)).toBe(id);
  await client.advance('PT10S');
  expect(await refusalOf(client, late)).toBe('FACE_CHECK_NOT_FOUND');
});

test('a photo gives no token, and the person may still come', async () => {
  const { phone, face, id } = await newPassport();
  const check = await startFace(client, phone, agreements);
  expect(await showPhoto(graph.sandboxUrl, check, face)).toBeNull();
  expect(await accountOf(client, inApp(check, await showFace(graph.sandboxUrl, check, face)))).toBe(id);
});

test('no ticket, no token and no name is stored as it is, and a face not at all', async () => {
  const { phone, face } = await newPassport();
  const check = await startFace(client, phone, agreements);
  const token = await showFace(graph.sandboxUrl, check, face);
  expect(await refusalOf(client, inApp(check, token))).toBeUndefined();
  const stored = (await dumpStores(graph)).map(({ row }) => JSON.stringify(row)).join('\n');
  for (const secret of [check.ticket, token, phone, face]) expect(stored).not.toContain(secret);
});
