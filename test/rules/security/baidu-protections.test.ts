import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { agreementsOf, stepUp } from '../../support/journeys.ts';
import { newPassword, newPhone } from '../../support/people.ts';
import { addresses, checkOf, passCheck, readProtections, sendSetting, set } from '../../support/protections.ts';
import { registerByUsername, type Registered } from '../../support/registering.ts';
import { refusalOf, signInWith } from '../../support/signing-in.ts';
import { bindApp, register, signIn } from './baidu-steps.ts';
import { answer, independentTotp as totp, isSignedIn, readSecurity, receiveChallengeCode, sendStartBinding, setProtection, toNextStep } from './steps.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

const named = ({ username, password }: Registered, more: Record<string, unknown> = {}) => ({ accountKind: 'CLOUD', account: username, password, ...more });

test('BD-SEC-012 a new account has operation protection by SMS on, and login protection off', async () => {
  const { token } = await registerByUsername(client);
  expect(await readProtections(client, token)).toMatchObject({ operationProtection: { methods: ['SMS'] }, loginProtection: { methods: [], isDefault: false } });
});

test('BD-SEC-006 login protection and operation protection have a state of their own each, and changing one leaves the other', async () => {
  const member = await registerByUsername(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect((await set(client, member.token, 'setLoginProtection', { methods: ['SMS'] })).security).toMatchObject({ loginProtection: { methods: ['SMS'] }, operationProtection: { methods: ['SMS'] } });
  expect((await set(client, member.token, 'setOperationProtection', { methods: [] })).security).toMatchObject({ loginProtection: { methods: ['SMS'] }, operationProtection: { methods: [] } });
});

test('BD-SEC-007 with login protection on, the first factor alone opens no session', async () => {
  const member = await registerByUsername(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  await set(client, member.token, 'setLoginProtection', { methods: ['SMS'] });
  const check = (await checkOf(client, named(member)))!;
  expect(check).toMatchObject({ reason: 'PROTECTION', methods: ['SMS'] });
  expect(await isSignedIn(client, check.id)).toBe(false);
  expect(await isSignedIn(client, (await passCheck(client, check, member.phone)).session.token)).toBe(true);
});

test('BD-SEC-008 in part with operation protection on, a sensitive operation is carried out after a passed check, and not before', async () => {
  const member = await registerByUsername(client);
  const { errors } = await sendStartBinding(client, member.token);
  expect(errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'BIND_MFA', methods: ['SMS'] });
  await stepUp(client, member, 'BIND_MFA');
  expect((await sendStartBinding(client, member.token)).errors).toEqual([]);
});

test('BD-SEC-009 a scope is switched on with a factor and not without one, and takes effect on confirm: what was proved under the former choice covers nothing after, in no session', async () => {
  const member = await registerByUsername(client);
  await stepUp(client, member, 'SET_OPERATION_PROTECTION');
  for (const setting of ['setLoginProtection', 'setOperationProtection'] as const) {
    expect((await set(client, member.token, setting, { isOn: true, methods: [] })).userErrors).toMatchObject([{ code: 'PROTECTION_METHOD_REQUIRED', path: ['methods'] }]);
  }
  const { security } = await set(client, member.token, 'setOperationProtection', { isOn: true, methods: ['SMS'] });
  expect(security).toMatchObject({ operationProtection: { methods: ['SMS'] }, steppedUpUntil: null });
  expect((await sendStartBinding(client, member.token)).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
});

test('BD-SEC-011 a scope that is on takes one factor or two; none and an unknown one are refused', async () => {
  const member = await registerByUsername(client);
  await bindApp(client, member);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  const confirm = (methods: string[]) => set(client, member.token, 'setLoginProtection', { isOn: true, methods });
  expect((await confirm([])).userErrors).toMatchObject([{ code: 'PROTECTION_METHOD_REQUIRED' }]);
  expect((await confirm(['SMS'])).security.loginProtection.methods).toEqual(['SMS']);
  expect((await confirm(['EMAIL'])).userErrors).toMatchObject([{ code: 'PROTECTION_METHOD_NOT_OFFERED', policy: 'security.loginProtection.methods', limit: 'MFA, SMS' }]);
  expect((await confirm(['MFA', 'SMS'])).security.loginProtection.methods).toEqual(['MFA', 'SMS']);
  expect((await sendSetting(client, member.token, 'setLoginProtection', { isOn: true, methods: ['FACE'] })).status).toBe(400);
  expect((await set(client, member.token, 'setLoginProtection', { isOn: false, methods: ['SMS'] })).security.loginProtection.methods).toEqual([]);
  const { data } = await client.send('{ policy { security { loginProtection { mostMethods } operationProtection { mostMethods } } } }');
  expect(data.policy.security).toEqual({ loginProtection: { mostMethods: 2 }, operationProtection: { mostMethods: 2 } });
});

test('BD-SEC-013 with login protection off, a sign-in from another city with an unknown device is asked all the same; one that is not risky is not', async () => {
  const [home, away] = [createClient(graph, addresses.nanjing), createClient(graph, addresses.hangzhou)];
  const member = await registerByUsername(home);
  const { session, deviceToken } = await signInWith(home, named(member));
  expect((await readProtections(home, session.token)).loginProtection.methods).toEqual([]);
  expect(await checkOf(home, named(member))).toBeNull();
  const check = (await checkOf(away, named(member)))!;
  expect(check).toMatchObject({ reason: 'RISK', methods: ['SMS'], mayTrustDevice: false });
  expect((await passCheck(away, check, member.phone)).session.city).toBe('杭州市');
  expect(await checkOf(away, named(member, { deviceToken }))).toBeNull();
  expect(await checkOf(away, named(member, { deviceToken: 'made-up' }))).toMatchObject({ reason: 'RISK' });
});

test('BD-SEC-013 a right password after five wrong ones is asked too, and after four is not', async () => {
  const member = await registerByUsername(client);
  const fail = async (times: number): Promise<void> => {
    for (let wrong = 0; wrong < times; wrong += 1) expect(await refusalOf(client, { ...named(member), password: 'Wrong-Password-1' })).toBe('SIGN_IN_FAILED');
  };
  await fail(4);
  expect(await checkOf(client, named(member))).toBeNull();
  await fail(5);
  expect(await checkOf(client, named(member, { captcha: await client.captcha() }))).toMatchObject({ reason: 'RISK' });
  // They are no longer just before it.
  expect(await checkOf(client, named(member))).toBeNull();
});

test('BD-SEC-004 BD-SEC-007 with both factors on a sign-in offers both, and either one finishes it', async () => {
  const member = await register(client);
  const { secret } = await bindApp(client, member);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect((await setProtection(client, member.token, 'setLoginProtection', ['SMS', 'MFA'])).userErrors).toEqual([]);
  const meetChallenge = async () => {
    const { session, challenge } = await signIn(client, { account: member.username, password: member.password, accountKind: 'CLOUD' });
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

test('BD-SEC-010 two-factor verification is for an activated account: before that neither protection can be set, nor a device bound', async () => {
  const [phone, password] = [newPhone(), newPassword()];
  await importAccount(graph, { phone, password });
  const holder = { token: (await signIn(client, { account: phone, password, accountKind: 'PASSPORT' })).session.token, phone };
  await stepUp(client, holder, 'SET_LOGIN_PROTECTION');
  for (const document of ['setLoginProtection(input: { methods: [SMS] }) { userErrors { code } }', 'setOperationProtection(input: { methods: [SMS] }) { userErrors { code } }', 'startMfaBinding(input: {}) { bindingId }']) {
    expect((await client.send(`mutation { ${document} }`, {}, { token: holder.token })).errors[0]!.extensions, document).toEqual({ code: 'DUTY_FIRST', duty: 'ACTIVATE_ACCOUNT' });
  }
  await client.send('mutation($input: ActivateAccountInput!) { activateAccount(input: $input) { userErrors { code } } }', { input: { agreements: await agreementsOf(client) } }, { token: holder.token });
  expect(await readSecurity(client, holder.token)).toMatchObject({ mfaDevices: [], loginProtection: { methods: [] }, operationProtection: { methods: ['SMS'] } });
  expect((await setProtection(client, holder.token, 'setLoginProtection', ['SMS'])).security.loginProtection.methods).toEqual(['SMS']);
});

test('BD-SEC-006 login protection and operation protection are switched apart from each other', async () => {
  const member = await register(client);
  const { loginProtection: loginBefore, operationProtection: operationBefore } = await readSecurity(client, member.token);
  expect(loginBefore.methods).toEqual([]);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  const login = (await setProtection(client, member.token, 'setLoginProtection', ['SMS'])).security;
  expect(login).toMatchObject({ loginProtection: { methods: ['SMS'] }, operationProtection: operationBefore });
  const operation = (await setProtection(client, member.token, 'setOperationProtection', ['SMS'])).security;
  expect(operation).toMatchObject({ loginProtection: { methods: ['SMS'] }, operationProtection: { methods: ['SMS'] } });
});

test('BD-SEC-009 a protection is on with one or with both factors as soon as it is set, and there is none that is on without a factor', async () => {
  const member = await register(client);
  await bindApp(client, member);
  for (const methods of [['SMS'], ['MFA', 'SMS']]) {
    for (const protection of ['setLoginProtection', 'setOperationProtection'] as const) {
      await stepUp(client, member, 'SET_LOGIN_PROTECTION');
      expect((await setProtection(client, member.token, protection, methods)).userErrors).toEqual([]);
    }
    expect(await readSecurity(client, member.token)).toMatchObject({ loginProtection: { methods }, operationProtection: { methods } });
    const { session, challenge } = await signIn(client, { account: member.username, password: member.password, accountKind: 'CLOUD' });
    expect(session).toBeNull();
    expect(challenge.methods).toEqual(methods);
  }
  const { errors } = await client.send('mutation { setLoginProtection(input: {}) { userErrors { code } } }', {}, { token: member.token });
  expect(errors[0]!.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect((await setProtection(client, member.token, 'setLoginProtection', [])).security.loginProtection.methods).toEqual([]);
  expect((await signIn(client, { account: member.username, password: member.password, accountKind: 'CLOUD' })).challenge).toBeNull();
});
