import { expect, test } from 'vitest';
import { register, sendSignIn, stepUp, type Member } from '../../support/journeys.ts';
import {
  bindScanned, choose, codesOf, done, kindsOf, newPerson, payloadOf, prepareEmail, prepareScan, prepareScannedRegistration, readOptions, registerScanned, sendBind, sendChange, sendLink, sendUnbind, signInScanned,
} from '../../support/login-methods.ts';
import { fifty, sendRegister } from '../../support/registering.ts';
import { startScan, type Deed } from '../../support/scans.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

type Holder = Pick<Member, 'id' | 'token' | 'phone'>;

const whoIs = async (token: string): Promise<string> => (await client.send('{ viewer { id } }', {}, { token })).data.viewer.id;

/** Whom an identity signs in to; null when nobody has it. */
const reaches = async (kind: string, deed: Deed): Promise<string | null> => {
  const { session, unknownIdentity } = await signInScanned(client, kind, deed);
  if (session) return whoIs(session.token);
  expect(unknownIdentity).toMatchObject({ kind });
  return null;
};

/** Registers so many accounts, a few at a time, that may bind login methods. */
const registerMany = async (howMany: number): Promise<Member[]> => {
  const members: Member[] = [];
  while (members.length < howMany) {
    const some = await Promise.all(Array.from({ length: Math.min(5, howMany - members.length) }, () => register(client)));
    for (const member of some) await stepUp(client, member, 'BIND_LOGIN_METHOD');
    members.push(...some);
  }
  return members;
};

test.for([
  ['TX-ACC-065', 'WECHAT', 50],
  ['TX-ACC-066', 'WECOM', 20],
] as const)('%s TX-ACC-004 one %s can be bound to %i accounts, also when more bind it at once; a place that is given back can be taken', { timeout: 600_000 }, async ([, kind, most]) => {
  const deed = newPerson(kind);
  const members = await registerMany(most + 4);
  const late = members.pop()!;
  const inputs = await Promise.all(members.map((member) => prepareScan(client, member, kind, deed)));
  const answers = await Promise.all(members.map((member, index) => sendBind(client, member, inputs[index]!)));
  const bound = members.filter((_, index) => payloadOf(answers[index]!).account);
  expect(bound).toHaveLength(most);
  const refused = answers.filter((answer) => !payloadOf(answer).account);
  for (const answer of refused) expect(payloadOf(answer).userErrors).toMatchObject([{ code: 'BIND_QUOTA_REACHED', path: ['ticket'], policy: 'account.loginMethods.mostAccounts', limit: String(most) }]);

  const input = await prepareScan(client, late, kind, deed);
  expect(codesOf(await sendBind(client, late, input))).toEqual(['BIND_QUOTA_REACHED']);
  expect(await kindsOf(client, late)).toEqual(['EMAIL']);
  await stepUp(client, bound[0]!, 'UNBIND_LOGIN_METHOD');
  done(await sendUnbind(client, bound[0]!, { kind }));
  // The refusal left the scan usable.
  expect(done(await sendBind(client, late, input)).account.loginMethods).toMatchObject([{ kind: 'EMAIL' }, { kind }]);
});

test('TX-ACC-004 a WeChat that has registered an account registers no second one, and can be bound to others', async () => {
  const wechat = newPerson('WECHAT');
  const owner = await registerScanned(client, 'WECHAT', wechat);
  expect(codesOf(await sendRegister(client, await prepareScannedRegistration(client, 'WECHAT', wechat)))).toEqual(['IDENTITY_TAKEN']);
  const other = await register(client);
  expect((await bindScanned(client, other, 'WECHAT', wechat)).account.loginMethods).toHaveLength(2);
  expect(await kindsOf(client, owner)).toEqual(['WECHAT']);
});

test.for(['QQ', 'WECHAT_OFFICIAL', 'EMAIL'])('TX-ACC-067 TX-ACC-069 what is bound to one account is bound to no other: %s', async (kind) => {
  const [owner, other] = [await registerScanned(client, 'WECHAT', newPerson('WECHAT')), await registerScanned(client, 'WECHAT', newPerson('WECHAT'))];
  for (const holder of [owner, other]) await stepUp(client, holder, 'BIND_LOGIN_METHOD');
  const deed = newPerson(kind);
  const first = kind === 'EMAIL' ? await prepareEmail(client) : await prepareScan(client, owner, kind, deed);
  done(await sendBind(client, owner, first));
  await client.advance('PT1M');
  const again = 'email' in first ? await prepareEmail(client, { email: first.email }) : await prepareScan(client, other, kind, deed);
  expect(payloadOf(await sendBind(client, other, again))).toMatchObject({ account: null, userErrors: [{ code: 'IDENTITY_TAKEN', path: [kind === 'EMAIL' ? 'email' : 'ticket'] }] });
  expect(await kindsOf(client, other)).toEqual(['WECHAT']);
});

test.for(['QQ', 'WECHAT_OFFICIAL'])('TX-ACC-068 a %s that has registered an account cannot be linked to another', async (kind) => {
  const deed = newPerson(kind);
  await registerScanned(client, kind, deed);
  const other = await register(client);
  await stepUp(client, other, 'BIND_LOGIN_METHOD');
  expect(payloadOf(await sendBind(client, other, await prepareScan(client, other, kind, deed))).userErrors).toMatchObject([{ code: 'IDENTITY_TAKEN', path: ['ticket'] }]);
  expect(await kindsOf(client, other)).toEqual(['EMAIL']);
});

test('TX-ACC-014 a WeChat that is bound to two accounts reaches both, by choice', async () => {
  const wechat = newPerson('WECHAT');
  const holders = [await register(client), await register(client)];
  for (const holder of holders) await bindScanned(client, holder, 'WECHAT', wechat);
  for (const holder of holders) {
    const { choice } = await signInScanned(client, 'WECHAT', wechat);
    expect(choice.accounts.map(({ id }: { id: string }) => id)).toEqual(holders.map(({ id }) => id));
    const { session } = await choose(client, choice.ticket, holder.id);
    expect(await whoIs(session.token)).toBe(holder.id);
  }
});

test('TX-ACC-026 an account of a QQ is signed in to with a WeChat only once that is bound to it', async () => {
  const [qq, wechat] = [newPerson('QQ'), newPerson('WECHAT')];
  const holder = await registerScanned(client, 'QQ', qq);
  expect(await reaches('WECHAT', wechat)).toBeNull();
  await bindScanned(client, holder, 'WECHAT', wechat);
  expect(await reaches('WECHAT', wechat)).toBe(holder.id);
  expect(await reaches('QQ', qq)).toBe(holder.id);
});

/** Signs in to an account by e-mail, by QQ or otherwise, so that the unknown identity of the ticket may be linked to it. */
const signInToLink = async (member: Member, linkTicket: string): Promise<string> => {
  const { data } = await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token } userErrors { code } } }', { input: { account: member.email, password: member.password, linkTicket } });
  return data.signIn.session.token;
};

test.for([
  ['TX-ACC-011 TX-ACC-072', 'WECHAT'],
  ['TX-ACC-011 TX-ACC-073', 'QQ'],
  ['TX-ACC-011 TX-ACC-074', 'WECHAT_OFFICIAL'],
] as const)('%s an unknown %s is linked to the account that is signed in to for it, or bound from the account; given up before, it stays unbound', async ([, kind]) => {
  const [deed, member] = [newPerson(kind), await register(client)];
  const { session, unknownIdentity } = await signInScanned(client, kind, deed);
  expect(session).toBeNull();
  expect(unknownIdentity).toMatchObject({ kind, choices: ['REGISTER', 'LINK'] });
  const { ticket } = unknownIdentity;
  // Without that sign-in there is nothing to link, neither with an earlier session nor with that of another account.
  expect(payloadOf(await sendLink(client, member, { ticket })).userErrors).toMatchObject([{ code: 'SCAN_NOT_FOUND', path: ['ticket'] }]);
  const stranger = await register(client);
  expect(codesOf(await sendLink(client, { token: await signInToLink(stranger, `${ticket}x`) }, { ticket }))).toEqual(['SCAN_NOT_FOUND']);
  expect(await kindsOf(client, member)).toEqual(['EMAIL']);

  const token = await signInToLink(member, ticket);
  expect(await kindsOf(client, member)).toEqual(['EMAIL']);
  expect(done(await sendLink(client, { token }, { ticket })).account).toMatchObject({ id: member.id, loginMethods: [{ kind: 'EMAIL' }, { kind, isRegistrationMethod: false }] });
  expect(await reaches(kind, deed)).toBe(member.id);
  expect(codesOf(await sendLink(client, { token }, { ticket }))).not.toEqual([]);

  const other = await register(client);
  await stepUp(client, other, 'BIND_LOGIN_METHOD');
  const scan = await startScan(client, { kind, purpose: 'BIND' }, { token: other.token });
  expect(codesOf(await sendBind(client, other, { kind, ticket: scan.ticket }))).toEqual(['SCAN_NOT_FOUND']);
  expect(await kindsOf(client, other)).toEqual(['EMAIL']);
  const second = newPerson(kind);
  expect((await bindScanned(client, other, kind, second)).account.loginMethods).toMatchObject([{ kind: 'EMAIL' }, { kind }]);
  expect(await reaches(kind, second)).toBe(other.id);
});

test('TX-ACC-011 the account that is linked to can be signed in to with a QQ', async () => {
  const [qq, wechat] = [newPerson('QQ'), newPerson('WECHAT')];
  const holder = await registerScanned(client, 'QQ', qq);
  const { ticket } = (await signInScanned(client, 'WECHAT', wechat)).unknownIdentity;
  const { session } = await signInScanned(client, 'QQ', qq, { linkTicket: ticket });
  const answers = await fifty(() => sendLink(client, session, { ticket }));
  expect(answers.filter((answer) => payloadOf(answer).account)).toHaveLength(1);
  expect(await reaches('WECHAT', wechat)).toBe(holder.id);
});

test('TX-ACC-074 an official account is bound only with the account-service permission', async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_LOGIN_METHOD');
  const official = newPerson('WECHAT_OFFICIAL');
  expect(codesOf(await sendBind(client, member, await prepareScan(client, member, 'WECHAT_OFFICIAL', { ...official, permissions: [1, 2, 4] })))).toEqual(['MISSING_SCOPE']);
  expect(await kindsOf(client, member)).toEqual(['EMAIL']);
  done(await sendBind(client, member, await prepareScan(client, member, 'WECHAT_OFFICIAL', official)));
});

test('TX-ACC-076 a WeCom identity is bound from the account alone, by an administrator or where one has authorised the assistant app', async () => {
  const bind = async (member: Member, deed: Deed) => sendBind(client, member, await prepareScan(client, member, 'WECOM', deed));
  const [first, second] = await registerMany(2);
  const [creator, colleague] = [newPerson('WECOM'), newPerson('WECOM')];
  expect(payloadOf(await bind(first!, { ...creator, role: 'MEMBER' })).userErrors).toMatchObject([{ code: 'NOT_ADMINISTRATOR' }]);
  expect(await kindsOf(client, first!)).toEqual(['EMAIL']);
  done(await bind(first!, creator));
  done(await bind(second!, { ...colleague, role: 'MEMBER', assistant: true }));
  expect(await kindsOf(client, second!)).toEqual(['EMAIL', 'WECOM']);

  // Signing in with an unknown one offers no link, and there is none.
  const member = await register(client);
  const { unknownIdentity } = await signInScanned(client, 'WECOM', newPerson('WECOM'));
  expect(unknownIdentity.choices).toEqual(['REGISTER']);
  const token = await signInToLink(member, unknownIdentity.ticket);
  expect(payloadOf(await sendLink(client, { token }, { ticket: unknownIdentity.ticket })).userErrors).toMatchObject([{ code: 'LOGIN_METHOD_NOT_OFFERED', policy: 'account.loginMethods.linkable' }]);
  expect(await kindsOf(client, member)).toEqual(['EMAIL']);
});

test.for([
  ['TX-ACC-078', 'WECHAT'],
  ['TX-ACC-079', 'QQ'],
  ['TX-ACC-079', 'WECHAT_OFFICIAL'],
  ['TX-ACC-079', 'WECOM'],
] as const)('%s the bound %s is replaced after a proof: from then on only the new one signs in, and the registration mark moves with it', async ([, kind]) => {
  const [old, replacement] = [newPerson(kind), newPerson(kind)];
  const holder: Holder = await registerScanned(client, kind, old);
  const other = kind === 'WECHAT' ? 'QQ' : 'WECHAT';
  await client.advance('PT31M');
  const input = await prepareScan(client, holder, kind, replacement);
  expect((await sendChange(client, holder, input)).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'CHANGE_LOGIN_METHOD' });
  await bindScanned(client, holder, other, newPerson(other));

  await stepUp(client, holder, 'CHANGE_LOGIN_METHOD');
  expect((await readOptions(client, holder)).find((option: { kind: string }) => option.kind === kind).allowedActions).toEqual(['CHANGE', 'UNBIND']);
  expect(done(await sendChange(client, holder, await prepareScan(client, holder, kind, replacement))).account.loginMethods).toMatchObject([{ kind, isRegistrationMethod: true }, { kind: other, isRegistrationMethod: false }]);
  expect(await reaches(kind, old)).toBeNull();
  expect(await reaches(kind, replacement)).toBe(holder.id);
  // The same identity again is no other.
  expect(codesOf(await sendChange(client, holder, await prepareScan(client, holder, kind, replacement)))).toEqual(['LOGIN_METHOD_ALREADY_BOUND']);
});

test('TX-ACC-079 the bound e-mail address is replaced: from then on only the new one signs in', async () => {
  const member = await register(client);
  await bindScanned(client, member, 'WECHAT', newPerson('WECHAT'));
  const input = await prepareEmail(client);
  done(await sendChange(client, member, input));
  expect(payloadOf(await sendSignIn(client, member.email, member.password)).session).toBeNull();
  expect(payloadOf(await sendSignIn(client, input.email, input.newPassword)).session).not.toBeNull();
});

test('a scan that another account has started, or that was of another kind, binds nothing', async () => {
  const [first, second] = await registerMany(2);
  const input = await prepareScan(client, first!, 'WECHAT', newPerson('WECHAT'));
  expect(payloadOf(await sendBind(client, second!, input)).userErrors).toMatchObject([{ code: 'SCAN_NOT_FOUND', path: ['ticket'] }]);
  expect(codesOf(await sendBind(client, first!, { ...input, kind: 'QQ' }))).toEqual(['SCAN_NOT_FOUND']);
  done(await sendBind(client, first!, input));
});
