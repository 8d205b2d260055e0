import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { stepUp } from '../../support/journeys.ts';
import { addresses, checkOf, passCheck, readProtections, sendSetting, set } from '../../support/protections.ts';
import { registerByUsername, type Registered } from '../../support/registering.ts';
import { refusalOf, signInWith } from '../../support/signing-in.ts';
import { confirmBinding, independentTotp as totp, isSignedIn, sendStartBinding, startBinding, toNextStep } from './steps.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

const named = ({ username, password }: Registered, more: Record<string, unknown> = {}) => ({ accountKind: 'CLOUD', account: username, password, ...more });

/** This policy asks for the codes of two steps in a row. */
const bindMfa = async (member: Registered): Promise<void> => {
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret } = await startBinding(client, member.token);
  const now = await toNextStep(client);
  expect((await confirmBinding(client, member.token, bindingId, [totp(secret, now - 30_000), totp(secret, now)])).userErrors).toEqual([]);
};

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
  await bindMfa(member);
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
