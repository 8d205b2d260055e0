import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { apply, codesOf, confirmAndGo, payloadOf, registerAndApply, sendConfirm, sendRecheck, whenChecked } from '../../support/closing.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { consentOf, sendVerification, verify, type Member } from '../../support/journeys.ts';
import { registerByUsername, sendSignInAs } from '../../support/registering.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

/** An account of the platform itself. It has no e-mail address. */
const register = async (): Promise<Member & { username: string }> => {
  const { username, ...registered } = await registerByUsername(client);
  return { ...registered, username: username!, email: '' };
};

test('BD-DER-007 every condition that is met is returned as passed, and nothing else is looked at', async () => {
  const { closure } = await registerAndApply(client, { subUsers: [{ id: 'u', name: 'a sub-user is no condition here' }] }, await register());
  expect(closure).toMatchObject({ state: 'CONFIRMATION', blockers: [] });
  expect(closure.checks).toEqual(['ORDERS', 'ARREARS', 'COMPLAINTS', 'BALANCE', 'COUPONS', 'RESOURCES'].map((kind) => ({ kind, state: 'PASSED' })));
});

test('BD-DER-008 BD-DER-010 BD-DER-011 BD-DER-012 BD-DER-014 each condition that is not met is listed by itself; settled, the next check passes', async () => {
  const { member, closure } = await registerAndApply(client, {
    orders: [{ id: 'o', name: 'a server', status: 'RUNNING' }],
    arrears: '1.00',
    complaints: [{ id: 'c' }],
    balance: '2.00',
    coupons: [{ id: 'v', name: 'a voucher', kind: 'VOUCHER', amount: '3.00' }],
    resources: [{ id: 'r', name: 'bcc', billing: 'PREPAID' }],
  }, await register());
  const input = { deregistrationId: closure.id };
  expect(closure.blockers.map(({ kind, mayGiveUp }: { kind: string; mayGiveUp: boolean }) => `${kind} ${mayGiveUp}`)).toEqual([
    'ORDERS false', 'ARREARS false', 'COMPLAINTS false', 'BALANCE true', 'COUPONS true', 'RESOURCES true',
  ]);
  expect(codesOf(await sendConfirm(client, member, input))).toEqual(['BLOCKERS_REMAIN']);
  await client.setCloud(member.id, {});
  expect(codesOf(await sendRecheck(client, member, input))).toEqual([]);
  expect(await whenChecked(client, member)).toMatchObject({ state: 'CONFIRMATION', blockers: [] });
});

test('BD-DER-016 BD-DER-017 BD-DER-021 in part a second confirmation closes at once, without a camera, and frees the place of the identity number', async () => {
  const member = await register();
  const person = await verify(client, member);
  for (let count = 1; count < 5; count += 1) await verify(client, await register(), person);
  const late = await register();
  const tryToVerify = async () => (await sendVerification(client, late.token, { ...person, consent: await consentOf(client) })).data.startPersonalVerification.userErrors;
  expect(await tryToVerify()).toMatchObject([{ code: 'ID_NUMBER_QUOTA_REACHED', limit: '5' }]);

  const closure = await apply(client, member);
  expect(closure).toMatchObject({ state: 'CONFIRMATION', identityCheck: null });
  await confirmAndGo(client, member, closure.id);
  expect((await client.send('{ viewer { id } }', {}, { token: member.token })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  expect((await sendSignInAs(client, { accountKind: 'CLOUD', account: member.username, password: member.password })).data.signIn.userErrors[0].code).toBe('SIGN_IN_FAILED');
  expect(await tryToVerify()).toEqual([]);
});

test('the confirmation says CLOSED in its own answer', async () => {
  const { member, closure } = await registerAndApply(client, {}, await register());
  expect(payloadOf(await sendConfirm(client, member, { deregistrationId: closure.id })).deregistration.state).toBe('CLOSED');
});
