import { expect, test } from 'vitest';
import { importAccount } from '../../support/import.ts';
import { register, sendSignIn } from '../../support/journeys.ts';
import { newEmail, newPassword } from '../../support/people.ts';
import { accountOf, byThirdParty, choose, refusalOf, signInWith, viewerOf } from '../../support/signing-in.ts';
import { wechatSubjectOf } from '../../support/third-party-subjects.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();

const guess = async (email: string, password = 'Wrong-Password-1') => (await sendSignIn(client, email, password)).data.signIn;
const codeOf = async (email: string, password?: string): Promise<string | undefined> => (await guess(email, password)).userErrors[0]?.code;

test('sign-in looks the same for a known and an unknown address: wrong, locked, and after the lock', async () => {
  const [known, unknown] = [(await register(client)).email, newEmail()];
  const look = async (email: string) => {
    const { status, data, errors } = await sendSignIn(client, email, 'Wrong-Password-1');
    return { status, errors, data: { ...data.signIn, userErrors: data.signIn.userErrors.map(({ retryAfter, ...rest }: { retryAfter: string | null }) => ({ ...rest, hasToWait: retryAfter !== null })) } };
  };
  for (let tries = 0; tries < 12; tries += 1) expect(await look(unknown)).toEqual(await look(known));
  expect((await look(unknown)).data.userErrors[0].code).toBe('SIGN_IN_LOCKED');
  await client.advance('P1D');
  expect(await look(unknown)).toEqual(await look(known));
});

test('a name is one name, however it is written', async () => {
  const { email, password } = await register(client);
  expect((await guess(`  ${email.toUpperCase().replace('@', '＠')} `, password)).session).not.toBeNull();
  for (let index = 0; index < 10; index += 1) expect(await codeOf(index % 2 ? email : email.toUpperCase())).toBe('SIGN_IN_FAILED');
  expect(await codeOf(email, password)).toBe('SIGN_IN_LOCKED');
});

test('a password counts to its last character: nothing is cut, trimmed or folded', async () => {
  const password = `${newPassword()}aB`;
  const { email } = await register(client, { password });
  for (const other of [password.slice(0, -1), `${password} `, ` ${password}`, password.toLowerCase()]) expect(await codeOf(email, other)).toBe('SIGN_IN_FAILED');
  expect((await guess(email, password)).session).not.toBeNull();
});

test('a text that is no address, or far too long a password, is refused at once and alike', async () => {
  for (const [email, password] of [['', 'x'], ['nobody', 'x'], ['a@b', 'x'], [newEmail(), 'x'.repeat(50_000)]] as const) expect(await codeOf(email, password)).toBe('SIGN_IN_FAILED');
});

const policyOfSignIn = async () => {
  const { data } = await client.send('{ policy { account { signIn { accountKinds { kind signInNames thirdParties needsActivation } options { accountKind channel methods shownFirst } entries } } } }');
  return data.policy.account.signIn;
};

/** Two accounts with the same WeChat. */
const shareWechat = async (as: string): Promise<string[]> => {
  const identities = [{ kind: 'WECHAT', subject: wechatSubjectOf(as) }];
  const ids = [];
  for (const year of ['2019', '2021']) ids.push(await importAccount(sharedGraph, { origin: 'OLDER_SYSTEM', kind: 'CLOUD', email: newEmail(), password: newPassword(), identities, registeredAt: `${year}-01-01T00:00:00.000Z` }));
  return ids;
};

test('TX-ACC-014 one WeChat that is bound to two accounts reaches each of them: it gives them to choose from', async () => {
  const as = `lin-${newEmail()}`;
  const [older, newer] = await shareWechat(as);
  for (const id of [older, newer]) {
    const { session, choice, userErrors } = await signInWith(client, await byThirdParty(client, 'WECHAT', { as }));
    expect({ session, userErrors }).toEqual({ session: null, userErrors: [] });
    expect(choice.accounts.map((account: { id: string }) => account.id)).toEqual([older, newer]);
    const chosen = await choose(client, choice.ticket, id!);
    expect(chosen.userErrors).toEqual([]);
    expect((await viewerOf(client, chosen.session.token)).id).toBe(id);
  }
});

test('of fifty choices at once with one ticket one opens a session', async () => {
  const as = `wu-${newEmail()}`;
  const [older] = await shareWechat(as);
  const { choice } = await signInWith(client, await byThirdParty(client, 'WECHAT', { as }));
  const answers = await Promise.all(Array.from({ length: 50 }, () => choose(client, choice.ticket, older!)));
  expect(answers.filter(({ session }) => session)).toHaveLength(1);
  expect(answers.filter(({ userErrors }) => userErrors[0]?.code === 'CHOICE_NOT_FOUND')).toHaveLength(49);
});

test('a choice ends after ten minutes', async () => {
  const as = `sun-${newEmail()}`;
  const [older] = await shareWechat(as);
  const [late, early] = [await signInWith(client, await byThirdParty(client, 'WECHAT', { as })), await signInWith(client, await byThirdParty(client, 'WECHAT', { as }))];
  await client.advance('PT9M');
  expect((await choose(client, early.choice.ticket, older!)).userErrors).toEqual([]);
  await client.advance('PT1M');
  expect((await choose(client, late.choice.ticket, older!)).userErrors).toMatchObject([{ code: 'CHOICE_NOT_FOUND' }]);
});

test('TX-ACC-015 in part, an account of the other site is not found here: its right password and its WeChat sign nobody in', async () => {
  const [email, password, as] = [newEmail(), newPassword(), `far-${newEmail()}`];
  const given = { origin: 'OLDER_SYSTEM', kind: 'CLOUD', email, password, identities: [{ kind: 'WECHAT', subject: wechatSubjectOf(as) }] };
  await importAccount(sharedGraph, { ...given, site: 'INTL' });
  expect(await refusalOf(client, { account: email, password })).toBe('SIGN_IN_FAILED');
  const { session, choice, unknownIdentity } = await signInWith(client, await byThirdParty(client, 'WECHAT', { as }));
  expect({ session, choice }).toEqual({ session: null, choice: null });
  expect(unknownIdentity).toMatchObject({ kind: 'WECHAT' });
});

const entriesOfHelp = ['REGISTER', 'FORGOT_PASSWORD', 'FORGOT_ACCOUNT', 'HELP'];

test('TX-ACC-018 in part the sign-in page offers WeChat, WeCom, e-mail, QQ, official account and sub-user, and nothing else to sign in with', async () => {
  const { accountKinds, options, entries } = await policyOfSignIn();
  expect(entries.filter((entry: string) => !entriesOfHelp.includes(entry))).toEqual(['WECHAT', 'WECOM', 'EMAIL', 'QQ', 'WECHAT_OFFICIAL', 'SUB_USER']);
  expect(accountKinds).toEqual([{ kind: 'CLOUD', signInNames: ['EMAIL'], thirdParties: ['WECHAT', 'WECOM', 'QQ', 'WECHAT_OFFICIAL'], needsActivation: false }]);
  for (const { methods } of options) expect(methods).toEqual(['THIRD_PARTY', 'PASSWORD']);
  for (const method of ['SMS', 'APP_SCAN']) expect(await refusalOf(client, { method, account: '+8613800000000', code: '123456', ticket: 'x' })).toBe('SIGN_IN_METHOD_NOT_OFFERED');
});

test('TX-ACC-019 in part, there are entries for a forgotten account, a forgotten password and help', async () => {
  expect((await policyOfSignIn()).entries).toEqual(expect.arrayContaining(['FORGOT_ACCOUNT', 'FORGOT_PASSWORD', 'HELP']));
});

test('TX-ACC-027 in part, the holder sees every sign-in, with its time', async () => {
  const { email, password, token } = await register(client);
  const before = await client.now();
  const tokens = [];
  for (let times = 0; times < 3; times += 1) {
    await client.advance('PT1M');
    tokens.push((await guess(email, password)).session.token);
  }
  const { data, errors } = await client.send('{ viewer { security { sessions { nodes { createdAt } } } } }', {}, { token: tokens[2] });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  const times: number[] = data.viewer.security.sessions.nodes.map(({ createdAt }: { createdAt: string }) => Date.parse(createdAt));
  expect(times.filter((time) => time > before)).toHaveLength(3);
  expect(new Set(times).size).toBe(4);
  expect(token).toBeTruthy();
});

test('a third-party identity that no account has opens none: it can register, or be linked to an account that is signed in to for it', async () => {
  const as = `new-${newEmail()}`;
  const { session, unknownIdentity } = await signInWith(client, await byThirdParty(client, 'WECHAT', { as }));
  expect(session).toBeNull();
  expect(unknownIdentity).toMatchObject({ kind: 'WECHAT', choices: ['REGISTER', 'LINK'] });
  const { email, password, id } = await register(client);
  expect(await accountOf(client, { account: email, password, linkTicket: unknownIdentity.ticket })).toBe(id);
});

test('a scan signs in once', async () => {
  const as = `once-${newEmail()}`;
  const email = newEmail();
  const id = await importAccount(sharedGraph, { origin: 'OLDER_SYSTEM', kind: 'CLOUD', email, password: newPassword(), identities: [{ kind: 'WECHAT', subject: wechatSubjectOf(as) }] });
  const scanned = await byThirdParty(client, 'WECHAT', { as });
  expect(await accountOf(client, scanned)).toBe(id);
  expect(await refusalOf(client, scanned)).toBe('SCAN_NOT_FOUND');
  const again = await byThirdParty(client, 'WECHAT', { as });
  const answers = await Promise.all(Array.from({ length: 50 }, () => signInWith(client, again)));
  expect(answers.filter(({ session }) => session).length).toBeLessThanOrEqual(1);
  expect(await refusalOf(client, again)).toBe('SCAN_NOT_FOUND');
});
