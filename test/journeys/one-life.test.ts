import { expect, test } from 'vitest';
import { dumpStores, type StoredRow } from '../support/dump-stores.ts';
import { answerChallenge, bindMfa, consentOf, register, sendRegistration, prepareRegistration, sendSignIn, sendVerification, startChallenge, stepUp, totp, verify, type Member } from '../support/journeys.ts';
import { newIdNumber, newName, newPassword } from '../support/people.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

/** One account's whole life under the default preset, in the order in which a person lives it. */

const client = sharedClient();
const headline = `query Me {
  viewer {
    id nickname status loginMethods { kind label }
    realName { status kind name }
    security { mfaDevices { id kind } loginProtection { methods } sessions(first: 5) { nodes { id city current } } }
    deregistration { state blockers { kind count mayGiveUp } }
  }
}`;
const closureFields = 'id state progress checks { kind state } blockers { kind count mayGiveUp items } identityCheck { ticket }';

let member: Member;
let secret: string;
let person: { name: string; idNumber: string };

const mutate = async (document: string, input: Record<string, unknown>, token = member.token) => client.send(document, { input }, { token });

/** The code of the next half minute, because each is good once. */
const nextTotp = async (): Promise<string> => {
  await client.advance('PT30S');
  return totp(secret, await client.now());
};

const readClosure = async () => (await client.send(`{ viewer { deregistration { ${closureFields} } } }`, {}, { token: member.token })).data.viewer.deregistration;

const waitForState = async (...states: string[]) => {
  for (let tries = 0; tries < 100; tries += 1) {
    const closure = await readClosure();
    if (states.includes(closure.state)) return closure;
    await client.advance('PT0S');
  }
  throw new Error(`The closure did not reach ${states.join(' or ')}.`);
};

test('TX-ACC-010 a registered account is active at once and is signed in to', async () => {
  member = await register(client);
  const { data, errors } = await client.send(headline, {}, { token: member.token });
  expect(errors).toEqual([]);
  expect(data.viewer).toMatchObject({
    id: member.id,
    status: 'ACTIVE',
    loginMethods: [{ kind: 'EMAIL' }],
    realName: { status: 'UNVERIFIED', kind: null, name: null },
    security: { mfaDevices: [], loginProtection: { methods: [] }, sessions: { nodes: [{ current: true }] } },
    deregistration: null,
  });
  expect(data.viewer.loginMethods[0].label).not.toContain(member.email.split('@')[0]);
});

test('the headline query without a session shows nobody, with a dead one says so', async () => {
  expect(await client.send(headline)).toMatchObject({ status: 200, data: { viewer: null }, errors: [] });
  const dead = await client.send(headline, {}, { token: 'A'.repeat(43) });
  expect(dead).toMatchObject({ data: { viewer: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});

test('TX-SEC-021 in part TX-SEC-016 an authenticator app is bound with a real TOTP after an identity check', async () => {
  const refused = await client.send('mutation { startMfaBinding(input: {}) { secret } }', {}, { token: member.token });
  expect(refused.errors[0]).toMatchObject({ extensions: { code: 'STEP_UP_REQUIRED', operation: 'BIND_MFA', methods: expect.arrayContaining(['SMS']) } });
  ({ secret } = await bindMfa(client, member));
  // What was proved before the device does not outlive it.
  expect((await client.send('mutation { startMfaBinding(input: {}) { secret } }', {}, { token: member.token })).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  const { data } = await client.send('{ viewer { security { mfaDevices { kind } } } }', {}, { token: member.token });
  expect(data.viewer.security.mfaDevices).toEqual([{ kind: 'VIRTUAL' }]);
});

test('TX-SEC-033 with login protection by MFA the next sign-in meets a challenge, which only the right code opens, once', async () => {
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  const set = await mutate('mutation($input: SetLoginProtectionInput!) { setLoginProtection(input: $input) { security { loginProtection { methods } } userErrors { code } } }', { methods: ['MFA'] });
  expect(set.data.setLoginProtection).toEqual({ security: { loginProtection: { methods: ['MFA'] } }, userErrors: [] });

  await client.send('mutation { signOut { signedOut } }', {}, { token: member.token });
  expect((await client.send(headline, {}, { token: member.token })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');

  const asked = (await sendSignIn(client, member.email, member.password)).data.signIn;
  expect(asked).toMatchObject({ session: null, challenge: { purpose: 'SIGN_IN', methods: ['MFA'] }, userErrors: [] });
  const wrong = await answerChallenge(client, asked.challenge.id, 'MFA', '000000');
  expect(wrong.data.answerChallenge).toMatchObject({ session: null, userErrors: [{ code: 'CODE_WRONG' }] });
  const code = await nextTotp();
  const answered = await answerChallenge(client, asked.challenge.id, 'MFA', code);
  expect(answered.data.answerChallenge).toMatchObject({ userErrors: [], session: { token: expect.any(String) } });
  member.token = answered.data.answerChallenge.session.token;

  const again = (await sendSignIn(client, member.email, member.password)).data.signIn;
  const reused = await answerChallenge(client, again.challenge.id, 'MFA', code);
  expect(reused.data.answerChallenge).toMatchObject({ session: null, userErrors: [{ code: 'CODE_WRONG' }] });
});

test('TX-SEC-043 a proof opens changePassword for 30 minutes of the system’s clock, and not after; the other sessions are gone', async () => {
  await stepUp(client, member, 'SET_OPERATION_PROTECTION');
  const set = await mutate('mutation($input: SetOperationProtectionInput!) { setOperationProtection(input: $input) { security { operationProtection { methods } } userErrors { code } } }', { methods: ['MFA'] });
  expect(set.data.setOperationProtection).toEqual({ security: { operationProtection: { methods: ['MFA'] } }, userErrors: [] });
  // The running session goes on as it was (TX-SEC-035), and so does its proof, until its time is over.
  await client.advance('PT30M');

  const other = (await sendSignIn(client, member.email, member.password)).data.signIn.challenge.id;
  const otherToken = (await answerChallenge(client, other, 'MFA', await nextTotp())).data.answerChallenge.session.token;

  const change = async (newPassword: string) => {
    const answer = await mutate('mutation($input: ChangePasswordInput!) { changePassword(input: $input) { account { id } userErrors { code path policy limit } } }', { currentPassword: member.password, newPassword });
    if (answer.data?.changePassword.account) member.password = newPassword;
    return answer;
  };
  const refused = await change(newPassword());
  expect(refused.errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'CHANGE_PASSWORD' });
  expect((refused.errors[0]!.extensions['methods'] as string[])[0]).toBe('MFA');

  const prove = async (): Promise<void> => {
    const { challenge } = (await startChallenge(client, member.token, 'CHANGE_PASSWORD', 'MFA')).data.startChallenge;
    const proved = await answerChallenge(client, challenge.id, 'MFA', await nextTotp(), member);
    expect(proved.data.answerChallenge.userErrors).toEqual([]);
  };
  await prove();
  expect((await client.send(headline, {}, { token: otherToken })).data.viewer.id).toBe(member.id);
  expect((await change(newPassword())).data.changePassword.userErrors).toEqual([]);
  expect((await client.send(headline, {}, { token: otherToken })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  expect((await client.send(headline, {}, { token: member.token })).data.viewer.id).toBe(member.id);

  // Whoever has a new password has to prove anew who is there.
  expect((await change(newPassword())).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  await prove();
  await client.advance('PT29M');
  expect((await change(newPassword())).data.changePassword.userErrors).toEqual([]);
  await prove();
  await client.advance('PT30M');
  expect((await change(newPassword())).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
});

test('TX-VER-030 TX-VER-078 in part a person is verified by face, and shown masked', async () => {
  const invalid = newIdNumber();
  const wrongDigit = invalid.slice(0, 17) + (invalid.endsWith('1') ? '2' : '1');
  const refused = await sendVerification(client, member.token, { name: newName(), idNumber: wrongDigit, consent: await consentOf(client) });
  expect(refused.data.startPersonalVerification).toMatchObject({ verification: null, userErrors: [{ code: 'ID_NUMBER_INVALID', path: ['idNumber'] }] });

  person = await verify(client, member);
  const { data } = await client.send('{ viewer { realName { status kind name documentNumber method verifiedAt } } }', {}, { token: member.token });
  expect(data.viewer.realName).toMatchObject({ status: 'VERIFIED', kind: 'PERSONAL', method: 'FACE', name: `*${person.name.slice(1)}` });
  expect(JSON.stringify(data)).not.toContain(person.idNumber);
});

test('TX-VER-012 the fourth account of one identity number is refused with its policy key and limit', async () => {
  for (let index = 0; index < 2; index += 1) await verify(client, await register(client), person);
  const fourth = await register(client);
  const refused = await sendVerification(client, fourth.token, { ...person, consent: await consentOf(client) });
  expect(refused.data.startPersonalVerification).toMatchObject({
    verification: null,
    userErrors: [{ code: 'ID_NUMBER_QUOTA_REACHED', policy: 'verification.personal.accountsPerIdNumber', limit: '3' }],
  });
});

test('TX-DER-005 TX-DER-021 TX-DER-022 an order blocks the closure, a voucher may be given up, and the checks can be run again', async () => {
  await client.setCloud(member.id, { orders: [{ id: 'o1', name: 'a server', status: 'UNPAID' }], coupons: [{ id: 'c1', name: 'a voucher', kind: 'VOUCHER', amount: '50.00' }] });
  const { data } = await client.send('{ policy { deregistration { agreements { id version } } } }');
  const input = { agreements: data.policy.deregistration.agreements, reasons: ['NO_LONGER_USED'] };
  const start = 'mutation($input: StartDeregistrationInput!) { startDeregistration(input: $input) { deregistration { id state progress } userErrors { code path } } }';
  expect((await mutate(start, input)).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'START_DEREGISTRATION' });
  const { challenge } = (await startChallenge(client, member.token, 'START_DEREGISTRATION', 'MFA')).data.startChallenge;
  await answerChallenge(client, challenge.id, 'MFA', await nextTotp(), member);
  expect((await mutate(start, input)).data.startDeregistration).toMatchObject({ userErrors: [], deregistration: { state: expect.stringMatching(/CHECKING|BLOCKED/) } });

  const blocked = await waitForState('BLOCKED');
  expect(blocked.progress).toBe(100);
  expect(blocked.blockers).toEqual([
    { kind: 'ORDERS', count: 1, mayGiveUp: false, items: ['a server'] },
    { kind: 'COUPONS', count: 1, mayGiveUp: true, items: ['a voucher'] },
  ]);

  const giveUp = 'mutation($input: GiveUpResourceInput!) { giveUpResource(input: $input) { deregistration { state } userErrors { code } } }';
  const id = blocked.id;
  expect((await mutate(giveUp, { deregistrationId: id, kind: 'ORDERS' })).data.giveUpResource.userErrors[0].code).toBe('BLOCKER_MAY_NOT_BE_GIVEN_UP');
  expect((await mutate(giveUp, { deregistrationId: id, kind: 'COUPONS' })).data.giveUpResource.userErrors[0].code).toBe('BLOCKERS_REMAIN');

  await client.setCloud(member.id, { coupons: [{ id: 'c1', name: 'a voucher', kind: 'VOUCHER', amount: '50.00' }] });
  const recheck = await mutate('mutation($input: RecheckDeregistrationInput!) { recheckDeregistration(input: $input) { userErrors { code } } }', { deregistrationId: id });
  expect(recheck.data.recheckDeregistration.userErrors).toEqual([]);
  expect((await waitForState('BLOCKED')).blockers).toMatchObject([{ kind: 'COUPONS' }]);
  expect((await mutate(giveUp, { deregistrationId: id, kind: 'COUPONS' })).data.giveUpResource.userErrors).toEqual([]);
  expect((await waitForState('IDENTITY')).blockers).toEqual([]);
});

test('TX-DER-029 TX-DER-040 TX-DER-042 TX-DER-044 TX-VER-016 in part TX-DER-037 after face and confirmation the account is closed, everywhere and for ever', async () => {
  const graph = sharedGraph;
  const ofMember = ({ row }: StoredRow): boolean => Object.values(row).includes(member.id);
  const isPersonal = (value: unknown): value is string => typeof value === 'string' && (value.startsWith('k1.') || /^[0-9a-f]{64}$/.test(value) || value.startsWith('$argon2'));
  const before = (await dumpStores(graph)).filter(ofMember);
  expect(new Set(before.map(({ store }) => store)).size).toBe(4);
  const personal = new Set(before.flatMap(({ row }) => Object.values(row).filter(isPersonal)));
  expect(personal.size).toBeGreaterThan(5);

  const { id, identityCheck } = await readClosure();
  const confirm = 'mutation($input: ConfirmDeregistrationInput!) { confirmDeregistration(input: $input) { deregistration { state } userErrors { code } } }';
  const pending = await mutate(confirm, { deregistrationId: id });
  expect(pending.data.confirmDeregistration.userErrors[0].code).toBe('IDENTITY_CHECK_PENDING');
  await client.camera(identityCheck.ticket);
  const [mailsBefore, textsBefore] = [await client.messages(member.email), await client.messages(member.phone)];
  const confirmed = await mutate(confirm, { deregistrationId: id });
  expect(confirmed.data.confirmDeregistration).toMatchObject({ userErrors: [], deregistration: { state: expect.stringMatching(/CLOSING|CLOSED/) } });
  await client.advance('PT0S');

  expect((await client.nextMessage(member.email, mailsBefore)).text).not.toContain(member.phone);
  expect((await client.nextMessage(member.phone, textsBefore)).channel).toBe('SMS');
  expect((await client.send(headline, {}, { token: member.token })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');

  const after = await dumpStores(graph);
  const left = after
    .filter(({ row }) => Object.values(row).some((value) => isPersonal(value) && personal.has(value)))
    // Two other accounts are verified by the same identity number, and keep their places.
    .filter(({ table }) => !table.startsWith('quota'));
  expect(left.map(({ store, table }) => `${store}.${table}`)).toEqual([]);
  const tombstone = after.filter(ofMember).filter(({ row }) => Object.values(row).some(isPersonal));
  expect(tombstone.map(({ store, table }) => `${store}.${table}`)).toEqual([]);

  expect((await sendSignIn(client, member.email, member.password)).data.signIn).toMatchObject({ session: null, challenge: null, userErrors: [{ code: 'SIGN_IN_FAILED' }] });

  const anew = await sendRegistration(client, await prepareRegistration(client, { email: member.email, phone: member.phone, password: newPassword() }));
  expect(anew.data.registerAccount.userErrors).toEqual([]);
  expect(anew.data.registerAccount.account.id).not.toBe(member.id);
  expect((await client.send(headline, {}, { token: anew.data.registerAccount.session.token })).data.viewer.realName.status).toBe('UNVERIFIED');
  await verify(client, { ...member, id: anew.data.registerAccount.account.id, token: anew.data.registerAccount.session.token }, person);
});

test('what the old account knew opens nothing of the new one', async () => {
  expect((await sendSignIn(client, member.email, member.password)).data.signIn.userErrors[0].code).toBe('SIGN_IN_FAILED');
});
