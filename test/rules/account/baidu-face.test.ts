import { beforeAll, expect, test } from 'vitest';
import { createClient, newAddress, type Client } from '../../support/client.ts';
import { appConsents, byFace, enrolFace, sendStartFace, startFace } from '../../support/faces.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { stepUp } from '../../support/journeys.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { checkOf } from '../../support/protections.ts';
import { activate, newUsername } from '../../support/registering.ts';
import { sharedClient } from '../../support/shared-graph.ts';
import { accountOf, bySms, refusalOf, signInWith, viewerOf } from '../../support/signing-in.ts';
import { answer, confirmBinding, independentTotp as totp, startBinding, toNextStep } from '../security/steps.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

/** A passport from elsewhere whose holder's face is enrolled. */
const newPassport = async () => {
  const given = { username: newUsername(), email: newEmail(), phone: newPhone(), password: newPassword() };
  const [id, face] = [await importAccount(graph, given), `face of ${given.username}`];
  await enrolFace(graph.sandboxUrl, id, face);
  return { ...given, id, face };
};

const optionsOf = async (from: Client) => {
  const { data, errors } = await from.send('{ policy { account { signIn { options { accountKind channel methods shownFirst agreements { id version } } } } } }');
  expect(errors).toEqual([]);
  return data.policy.account.signIn.options as { accountKind: string; channel: string; methods: string[]; shownFirst: string[]; agreements: { id: string; version: string }[] }[];
};

test('BD-ACC-029 in the cloud’s app a passport signs in by face, SMS code or password, and by face nowhere else', async () => {
  const options = await optionsOf(client);
  expect(options.find(({ accountKind, channel }) => accountKind === 'PASSPORT' && channel === 'APP')!.methods).toEqual(['FACE', 'SMS', 'PASSWORD']);
  expect(options.filter(({ methods }) => methods.includes('FACE'))).toHaveLength(1);

  const { id, phone, email, username, password, face } = await newPassport();
  const app = { channel: 'APP', agreements: await appConsents(client) };
  for (const account of [phone, email, username]) expect(await accountOf(client, await byFace(client, graph.sandboxUrl, account, face))).toBe(id);
  expect(await accountOf(client, { ...app, ...(await bySms(client, phone)) })).toBe(id);
  expect(await accountOf(client, { ...app, account: phone, password })).toBe(id);

  const proved = await byFace(client, graph.sandboxUrl, phone, face);
  const elsewhere = options.filter(({ methods }) => !methods.includes('FACE'));
  expect(elsewhere).toHaveLength(5);
  for (const { accountKind, channel, methods, agreements } of elsewhere) {
    expect(await signInWith(client, { ...proved, accountKind, channel, agreements })).toMatchObject({ session: null, userErrors: [{ code: 'SIGN_IN_METHOD_NOT_OFFERED', path: ['method'], policy: 'account.signIn.options', limit: methods.join(', ') }] });
    const { data } = await sendStartFace(client, { account: phone, accountKind, channel, agreements });
    expect(data.startFaceSignIn).toMatchObject({ ticket: null, face: null, userErrors: [{ code: 'SIGN_IN_METHOD_NOT_OFFERED', path: ['channel'], policy: 'account.signIn.options', limit: methods.join(', ') }] });
  }
  // That used nothing up.
  expect(await accountOf(client, proved)).toBe(id);
});

test.for(['tencent', 'huawei'])('BD-ACC-029 the preset %s offers the face nowhere', async (preset) => {
  const from = preset === 'tencent' ? sharedClient() : createClient(await graphOf(preset));
  const options = await optionsOf(from);
  expect(options.flatMap(({ methods }) => methods)).not.toContain('FACE');
  for (const { accountKind, channel, agreements } of options) {
    const input = { accountKind, channel, agreements };
    expect(await refusalOf(from, { ...input, method: 'FACE', ticket: 'x', faceToken: 'x' })).toBe('SIGN_IN_METHOD_NOT_OFFERED');
    expect((await sendStartFace(from, { ...input, account: newEmail() })).data.startFaceSignIn.userErrors).toMatchObject([{ code: 'SIGN_IN_METHOD_NOT_OFFERED' }]);
  }
});

test('BD-ACC-037 in the app a passport accepts two pairs of texts with its name, chooses face, SMS or password, and is in', async () => {
  const { id, phone, password, face } = await newPassport();
  const option = (await optionsOf(client)).find(({ accountKind, channel }) => accountKind === 'PASSPORT' && channel === 'APP')!;
  expect(option.agreements.map(({ id: text }) => text)).toEqual(['user-service-agreement', 'privacy-policy', 'passport-agreement', 'passport-privacy-policy']);
  expect(option.shownFirst).toEqual(['FACE', 'SMS', 'PASSWORD']);

  const firstPair = option.agreements.slice(0, 2);
  const proved = await byFace(client, graph.sandboxUrl, phone, face);
  const ways: Record<string, unknown>[] = [{ account: phone, password }, await bySms(client, phone), proved];
  for (const left of ['passport-agreement', 'passport-privacy-policy', 'both']) {
    const agreements = left === 'both' ? firstPair : option.agreements.filter(({ id: text }) => text !== left);
    const limit = left === 'both' ? 'passport-agreement, passport-privacy-policy' : left;
    const refused = { userErrors: [{ code: 'AGREEMENT_NOT_ACCEPTED', path: ['agreements'], limit }] };
    for (const way of ways) expect(await signInWith(client, { ...way, channel: 'APP', agreements })).toMatchObject({ session: null, ...refused });
    expect((await sendStartFace(client, { account: phone, agreements })).data.startFaceSignIn).toMatchObject({ ticket: null, face: null, ...refused });
  }
  for (const way of ways) expect(await accountOf(client, { ...way, channel: 'APP', agreements: option.agreements })).toBe(id);
});

test('the face opens the account that had a shared phone first, and never the other (BD-ACC-007)', async () => {
  const phone = newPhone();
  const ids: string[] = [];
  for (const face of ['the first', 'the second']) {
    const id = await importAccount(graph, { phone, email: newEmail(), password: newPassword() });
    await enrolFace(graph.sandboxUrl, id, `${face} on ${phone}`);
    ids.push(id);
  }
  expect(await accountOf(client, await byFace(client, graph.sandboxUrl, phone, `the first on ${phone}`))).toBe(ids[0]);
  expect(await refusalOf(client, await byFace(client, graph.sandboxUrl, phone, `the second on ${phone}`))).toBe('SIGN_IN_FAILED');
});

test('a passport that has to be activated is so after a face too, and the texts that were accepted are kept', async () => {
  const { id, phone, face } = await newPassport();
  const { session } = await signInWith(client, await byFace(client, graph.sandboxUrl, phone, face));
  expect(session.duty).toBe('ACTIVATE_ACCOUNT');
  await activate(client, session.token);
  expect(await viewerOf(client, session.token)).toMatchObject({ id, status: 'ACTIVE' });
});

test('after the face MFA is asked for where it protects the sign-in, as after a password', async () => {
  const { phone, password, face } = await newPassport();
  const { session } = await signInWith(client, { account: phone, password });
  await activate(client, session.token);
  const member = { token: session.token as string, phone };
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret } = await startBinding(client, member.token);
  const now = await toNextStep(client);
  expect((await confirmBinding(client, member.token, bindingId, [totp(secret, now - 30_000), totp(secret, now)], ['LOGIN_PROTECTION'])).userErrors).toEqual([]);
  for (const input of [{ account: phone, password }, await byFace(client, graph.sandboxUrl, phone, face)]) {
    const check = await checkOf(client, input);
    expect(check).toMatchObject({ reason: 'PROTECTION', methods: expect.arrayContaining(['MFA']) });
    expect((await answer(client, check!.id, 'MFA', totp(secret, await toNextStep(client)))).session).not.toBeNull();
  }
});

test('a face is in the history of the account, one that is theirs as what they signed in by, and one that is not', async () => {
  const { phone, password, face } = await newPassport();
  const { session } = await signInWith(client, { account: phone, password });
  await activate(client, session.token);
  expect(await refusalOf(createClient(graph, newAddress()), await byFace(client, graph.sandboxUrl, phone, 'somebody else'))).toBe('SIGN_IN_FAILED');
  expect((await signInWith(client, await byFace(client, graph.sandboxUrl, phone, face))).session).not.toBeNull();
  await client.advance('PT1S');
  const { data } = await client.send('{ viewer { security { activity(first: 20) { nodes { kind outcome method } } } } }', {}, { token: session.token });
  expect(data.viewer.security.activity.nodes).toContainEqual({ kind: 'SIGNED_IN', outcome: 'SUCCEEDED', method: 'FACE' });
  expect(data.viewer.security.activity.nodes).toContainEqual({ kind: 'SIGN_IN_FAILED', outcome: 'FAILED', method: 'FACE' });
});

test('a check that was started for one name signs in to no other', async () => {
  const [one, other] = [await newPassport(), await newPassport()];
  const proved = await byFace(client, graph.sandboxUrl, one.phone, other.face);
  expect(await refusalOf(client, { ...proved, account: other.phone })).toBe('SIGN_IN_FAILED');
  expect(await startFace(client, other.phone)).toMatchObject({ ticket: expect.stringMatching(/^[0-9a-f]{32}$/) });
});
