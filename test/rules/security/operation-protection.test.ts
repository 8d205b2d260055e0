import { expect, test } from 'vitest';
import { bindMfa, register, signIn, startChallenge, stepUp } from '../../support/journeys.ts';
import { readProtections, set } from '../../support/protections.ts';
import { sharedClient } from '../../support/shared-graph.ts';
import { answer, independentTotp as totp, openStepUp, sendStartBinding, toNextStep } from './steps.ts';

const client = sharedClient();

test('TX-SEC-035 a change of either protection takes effect from the next sign-in; the running session goes on under the former settings', async () => {
  const member = await register(client);
  const { secret } = await bindMfa(client, member);
  await stepUp(client, member, 'SET_OPERATION_PROTECTION');
  await set(client, member.token, 'setOperationProtection', { methods: ['SMS'] });
  await set(client, member.token, 'setLoginProtection', { methods: ['MFA'] });
  // The running session: what it had proved holds on, nothing is asked of it, and what will be proposed is what was before.
  expect((await readProtections(client, member.token)).steppedUpUntil).not.toBeNull();
  expect((await sendStartBinding(client, member.token)).errors).toEqual([]);
  const proposedTo = async (token: string) => (await startChallenge(client, token, 'UNBIND_MFA')).data.startChallenge.challenge.methods;
  expect((await proposedTo(member.token))[0]).toBe('MFA');
  // The next sign-in: it is asked, and its session is under the new settings.
  const { challenge } = (await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { id } challenge { id reason methods } } }', { input: { account: member.email, password: member.password } })).data.signIn;
  expect(challenge).toMatchObject({ reason: 'PROTECTION', methods: ['MFA'] });
  const { session } = await answer(client, challenge.id, 'MFA', totp(secret, await toNextStep(client)));
  expect((await proposedTo(session.token))[0]).toBe('SMS');
});

test('TX-SEC-041 operation protection is one setting of several, independent of login protection: a choice replaces the former', async () => {
  const member = await register(client);
  await bindMfa(client, member);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  await set(client, member.token, 'setLoginProtection', { methods: ['SMS'] });
  for (const methods of [['MFA'], ['SMS'], []]) {
    expect((await set(client, member.token, 'setOperationProtection', { methods })).security).toMatchObject({ operationProtection: { methods }, loginProtection: { methods: ['SMS'] } });
  }
  expect((await set(client, member.token, 'setOperationProtection', { methods: ['MFA', 'SMS'] })).userErrors).toMatchObject([{ code: 'PROTECTION_TOO_MANY_METHODS', policy: 'security.operationProtection.mostMethods', limit: '1' }]);
});

test('TX-SEC-042 a wrong proof carries no sensitive operation out', async () => {
  const member = await register(client);
  await bindMfa(client, member, ['OPERATION_PROTECTION']);
  const token = await signIn(client, member);
  const { id } = await openStepUp(client, token, 'SET_REMOTE_LOGIN_PROTECTION');
  expect(await answer(client, id, 'MFA', '000000', { token })).toMatchObject({ steppedUpUntil: null, userErrors: [{ code: 'CODE_WRONG' }] });
  const { errors } = await client.send('mutation { setRemoteLoginProtection(input: { isOn: true }) { userErrors { code } } }', {}, { token });
  expect(errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'SET_REMOTE_LOGIN_PROTECTION' });
  expect((await readProtections(client, token)).remoteLoginProtection.isOn).toBe(false);
});

test('TX-SEC-044 operation protection is opened, changed and closed by a choice and a proof; closed, what always asks still asks', async () => {
  const member = await register(client);
  await stepUp(client, member, 'SET_OPERATION_PROTECTION');
  expect((await set(client, member.token, 'setOperationProtection', { methods: ['SMS'] })).userErrors).toEqual([]);
  expect((await set(client, member.token, 'setOperationProtection', { methods: [] })).security.operationProtection.methods).toEqual([]);
  const token = await signIn(client, member);
  for (const document of ['startMfaBinding(input: {}) { bindingId }', 'setLoginProtection(input: { methods: [] }) { userErrors { code } }', 'setOperationProtection(input: { methods: [] }) { userErrors { code } }']) {
    expect((await client.send(`mutation { ${document} }`, {}, { token })).errors[0]!.extensions.code, document).toBe('STEP_UP_REQUIRED');
  }
});
