import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { createCheckedClient } from '../../support/checked-client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { stepUp } from '../../support/journeys.ts';
import { codesOf, sendBind, sendChange } from '../../support/login-methods.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { registerByPhone } from '../../support/registering.ts';
import { answer, openStepUp, receiveChallengeCode } from './steps.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('huawei');
  client = createCheckedClient(graph);
});

const toEmail = (code: string | undefined) => ({ kind: 'EMAIL', email: newEmail(), emailCode: code, newPassword: newPassword() });
const toPhone = (code: string | undefined) => ({ kind: 'PHONE', phone: newPhone(), phoneCode: code });
/** Neither none, nor one that was never sent, is a valid code. */
const invalid = [[undefined, 'FIELD_REQUIRED'], ['000000', 'CODE_WRONG']] as const;

const readMethods = async (token: string) => (await client.send('{ viewer { loginMethods { kind label boundAt } } }', {}, { token })).data.viewer.loginMethods;

/** An account with an e-mail address and no phone, as it may come from elsewhere. */
const signInWithEmail = async (): Promise<{ token: string; email: string }> => {
  const [email, password] = [newEmail(), newPassword()];
  await importAccount(graph, { kind: 'CLOUD', email, password });
  const { data } = await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token } userErrors { code } } }', { input: { account: email, password, accountKind: 'CLOUD' } });
  expect(data.signIn.userErrors).toEqual([]);
  return { token: data.signIn.session.token, email };
};

test('HW-SEC-008 no phone and no e-mail is bound or changed, and no password reset, without a valid code', async () => {
  const withPhone = await registerByPhone(client);
  const withEmail = await signInWithEmail();
  const attempts = [
    ['bind_email', sendBind, withPhone, toEmail],
    ['change_phone', sendChange, withPhone, toPhone],
    ['bind_phone', sendBind, withEmail, toPhone],
    ['change_email', sendChange, withEmail, toEmail],
  ] as const;
  const before = [await readMethods(withPhone.token), await readMethods(withEmail.token)];
  // Who is there is asked by a code first.
  for (const [name, send, holder, input] of attempts) expect((await send(client, holder, input('000000'))).errors[0]!.extensions.code, name).toBe('STEP_UP_REQUIRED');
  await stepUp(client, withPhone, 'BIND_LOGIN_METHOD');
  const { id } = await openStepUp(client, withEmail.token, 'BIND_LOGIN_METHOD');
  const proof = await receiveChallengeCode(client, id, 'EMAIL', withEmail.email, withEmail.token);
  expect((await answer(client, id, 'EMAIL', proof, withEmail)).userErrors).toEqual([]);
  // Then a code that was sent to the new address.
  for (const [name, send, holder, input] of attempts) {
    for (const [code, refusal] of invalid) expect(codesOf(await send(client, holder, input(code))), name).toEqual([refusal]);
  }
  expect([await readMethods(withPhone.token), await readMethods(withEmail.token)]).toEqual(before);

  const reset = async (code: string | undefined) =>
    (await client.send('mutation($input: ResetPasswordInput!) { resetPassword(input: $input) { isReset userErrors { code } } }', { input: { account: withPhone.phone, accountKind: 'CLOUD', code, newPassword: newPassword() } })).data.resetPassword;
  await client.send('mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { userErrors { code } } }', { input: { account: withPhone.phone, accountKind: 'CLOUD' } });
  expect(await reset(undefined)).toEqual({ isReset: false, userErrors: [{ code: 'FIELD_REQUIRED' }] });
  expect(await reset('000000')).toEqual({ isReset: false, userErrors: [{ code: 'RESET_NOT_FOUND' }] });
  const { data } = await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { id } userErrors { code } } }', { input: { account: withPhone.phone, password: withPhone.password, accountKind: 'CLOUD' } });
  expect(data.signIn.userErrors).toEqual([]);
});
