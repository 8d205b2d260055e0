import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { agreementsOf, stepUp, type Member } from '../../support/journeys.ts';
import { newPassword, newPhone } from '../../support/people.ts';
import { registerByUsername } from '../../support/registering.ts';
import { answer, confirmBinding, independentTotp as totp, isSignedIn, openStepUp, readLifetime, readSecurity, receiveChallengeCode, sendStartBinding, setLifetime, setProtection, startBinding, stepUpByMfa, toNextStep, unbind } from './steps.ts';

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

const signIn = async (input: { account: string; password: string; accountKind: string }) =>
  (await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token duty } challenge { id methods } userErrors { code } } }', { input })).data.signIn;

const bind = async (member: Member): Promise<{ secret: string; deviceId: string }> => {
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret } = await startBinding(client, member.token);
  const now = await toNextStep(client);
  const { mfaDevice, userErrors } = await confirmBinding(client, member.token, bindingId, [totp(secret, now - 30_000), totp(secret, now)]);
  expect(userErrors).toEqual([]);
  return { secret, deviceId: mfaDevice.id };
};

test('BD-SEC-017 the codes of two steps in a row bind the device; one code, the same twice, or others are refused', async () => {
  const member = await register();
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret } = await startBinding(client, member.token);
  const now = await toNextStep(client);
  const [before, present, next] = [totp(secret, now - 30_000), totp(secret, now), totp(secret, now + 30_000)];
  for (const codes of [[present], [present, present], [present, before], [before, next], [before, present, next]]) {
    expect((await confirmBinding(client, member.token, bindingId, codes)).userErrors).toMatchObject([{ code: 'CODE_WRONG', path: ['codes'] }]);
  }
  expect((await readSecurity(client, member.token)).mfaDevices).toEqual([]);
  expect((await confirmBinding(client, member.token, bindingId, [before, present])).mfaDevice).toMatchObject({ kind: 'VIRTUAL' });
});

test('BD-SEC-015 BD-SEC-016 a code has six digits and lasts 30 seconds', async () => {
  const member = await register();
  const { secret } = await bind(member);
  const now = await toNextStep(client);
  const code = totp(secret, now);
  for (const other of [code.slice(1), `${code}0`]) expect((await stepUpByMfa(client, member, other)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await stepUpByMfa(client, member, code)).userErrors).toEqual([]);
  await toNextStep(client);
  expect((await stepUpByMfa(client, member, totp(secret, now + 30_000))).userErrors).toEqual([]);
});

test('BD-SEC-004 BD-SEC-007 with both factors on a sign-in offers both, and either one finishes it', async () => {
  const member = await register();
  const { secret } = await bind(member);
  expect((await setProtection(client, member.token, 'setLoginProtection', ['SMS', 'MFA'])).userErrors).toEqual([]);
  const meetChallenge = async () => {
    const { session, challenge } = await signIn({ account: member.username, password: member.password, accountKind: 'CLOUD' });
    expect(session).toBeNull();
    expect(challenge.methods).toEqual(['SMS', 'MFA']);
    return challenge;
  };
  const first = await meetChallenge();
  const bySms = await answer(client, first.id, 'SMS', await receiveChallengeCode(client, first.id, 'SMS', member.phone));
  expect(await isSignedIn(client, bySms.session.token)).toBe(true);
  const byMfa = await answer(client, (await meetChallenge()).id, 'MFA', totp(secret, await toNextStep(client)));
  expect(await isSignedIn(client, byMfa.session.token)).toBe(true);
});

test('BD-SEC-003 the code by SMS goes to the bound phone; a wrong, a used and an expired one fail', async () => {
  const member = await register();
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  const code = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  expect((await answer(client, id, 'SMS', `${(Number(code[0]) + 1) % 10}${code.slice(1)}`, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await answer(client, id, 'SMS', code, member)).userErrors).toEqual([]);
  const second = await openStepUp(client, member.token, 'BIND_MFA');
  expect((await answer(client, second.id, 'SMS', code, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  const late = await receiveChallengeCode(client, second.id, 'SMS', member.phone, member.token);
  await client.advance('PT10M');
  expect((await answer(client, second.id, 'SMS', late, member)).steppedUpUntil).toBeNull();
});

test('BD-SEC-010 two-factor verification is for an activated account: before that neither protection can be set, nor a device bound', async () => {
  const [phone, password] = [newPhone(), newPassword()];
  await importAccount(graph, { phone, password });
  const holder = { token: (await signIn({ account: phone, password, accountKind: 'PASSPORT' })).session.token, phone };
  await stepUp(client, holder, 'SET_LOGIN_PROTECTION');
  for (const document of ['setLoginProtection(input: { methods: [SMS] }) { userErrors { code } }', 'setOperationProtection(input: { methods: [SMS] }) { userErrors { code } }', 'startMfaBinding(input: {}) { bindingId }']) {
    expect((await client.send(`mutation { ${document} }`, {}, { token: holder.token })).errors[0]!.extensions, document).toEqual({ code: 'DUTY_FIRST', duty: 'ACTIVATE_ACCOUNT' });
  }
  await client.send('mutation($input: ActivateAccountInput!) { activateAccount(input: $input) { userErrors { code } } }', { input: { agreements: await agreementsOf(client) } }, { token: holder.token });
  expect(await readSecurity(client, holder.token)).toMatchObject({ mfaDevices: [], loginProtection: { methods: [] }, operationProtection: { methods: [] } });
  expect((await setProtection(client, holder.token, 'setLoginProtection', ['SMS'])).security.loginProtection.methods).toEqual(['SMS']);
});

test('BD-SEC-021 unbinding takes the right code of the app, and no code by SMS', async () => {
  const member = await register();
  const { secret, deviceId } = await bind(member);
  const { id } = await openStepUp(client, member.token, 'UNBIND_MFA');
  const bySms = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  const now = await toNextStep(client);
  for (const wrong of [bySms, totp(secret, now + 600_000)]) expect((await unbind(client, member.token, deviceId, wrong)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
  expect((await unbind(client, member.token, deviceId, totp(secret, now))).security.mfaDevices).toEqual([]);
});

test('BD-SEC-002 there are two second factors, MFA and SMS', async () => {
  const member = await register();
  const { data } = await client.send('{ policy { security { loginProtection { methods } operationProtection { methods } } } }');
  expect(data.policy.security).toEqual({ loginProtection: { methods: ['MFA', 'SMS'] }, operationProtection: { methods: ['MFA', 'SMS'] } });
  const { errors } = await sendStartBinding(client, member.token);
  expect(errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', methods: ['SMS'] });
  await bind(member);
  expect((await openStepUp(client, member.token, 'UNBIND_MFA')).methods).toEqual(['MFA', 'SMS']);
});

test('BD-SEC-027 a session ends after one hour without use; use before that renews the hour', async () => {
  const { token } = await register();
  await client.advance('PT59M');
  expect(await isSignedIn(client, token)).toBe(true);
  await client.advance('PT59M');
  expect(await isSignedIn(client, token)).toBe(true);
  await client.advance('PT1H');
  expect(await isSignedIn(client, token)).toBe(false);
});

test('BD-SEC-028 the holder sets the expiry from 15 minutes to 23 hours 59 minutes, for the next sign-in on; the maximum is not adjustable', async () => {
  const member = await register();
  await stepUp(client, member, 'SET_SESSION_LIFETIME');
  for (const idle of ['PT14M', 'PT14M59S', 'PT24H', 'PT23H59M1S']) {
    expect((await setLifetime(client, member.token, { idle })).userErrors, idle).toEqual([{ code: 'SESSION_LIFETIME_OUT_OF_RANGE', path: ['idle'], policy: 'security.session.idleRange', limit: 'PT15M to PT23H59M' }]);
  }
  expect((await setLifetime(client, member.token, { maximum: 'PT12H' })).userErrors).toMatchObject([{ code: 'SESSION_LIFETIME_NOT_ADJUSTABLE', path: ['maximum'] }]);
  for (const idle of ['PT15M', 'PT23H59M']) {
    expect((await setLifetime(client, member.token, { idle })).userErrors).toEqual([]);
    expect((await readLifetime(client, member.token)).idle).toBe(idle);
  }
  const { token } = (await signIn({ account: member.username, password: member.password, accountKind: 'CLOUD' })).session;
  await client.advance('PT23H58M');
  expect([await isSignedIn(client, token), await isSignedIn(client, member.token)]).toEqual([true, false]);
});

test('BD-SEC-006 login protection and operation protection are switched apart from each other', async () => {
  const member = await register();
  const { loginProtection: loginBefore, operationProtection: operationBefore } = await readSecurity(client, member.token);
  expect(loginBefore.methods).toEqual([]);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  const login = (await setProtection(client, member.token, 'setLoginProtection', ['SMS'])).security;
  expect(login).toMatchObject({ loginProtection: { methods: ['SMS'] }, operationProtection: operationBefore });
  const operation = (await setProtection(client, member.token, 'setOperationProtection', ['SMS'])).security;
  expect(operation).toMatchObject({ loginProtection: { methods: ['SMS'] }, operationProtection: { methods: ['SMS'] } });
});
