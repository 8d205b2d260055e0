import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { createCheckedClient } from '../../support/checked-client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount, sendImport } from '../../support/import.ts';
import { startChallenge, stepUp } from '../../support/journeys.ts';
import { codesOf, done, kindsOf, payloadOf, prepareEmail, preparePhone, readOptions, sendBind, sendChange, sendUnbind } from '../../support/login-methods.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { activate, registerByPhone, sendRegister, sendSignInAs, signInAs, type Registered } from '../../support/registering.ts';
import { answer } from '../security/steps.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('huawei');
  client = createCheckedClient(graph);
});

const labelOf = async ({ token }: Pick<Registered, 'token'>, kind: string): Promise<string | undefined> => {
  const { data } = await client.send('{ viewer { loginMethods { kind label } } }', {}, { token });
  return data.viewer.loginMethods.find((method: { kind: string }) => method.kind === kind)?.label;
};

const masked = (phone: string): string => `+86 ${phone.slice(3, 6)}****${phone.slice(-4)}`;

const canSignIn = async (accountKind: string, account: string, password: string): Promise<boolean> => payloadOf(await sendSignInAs(client, { accountKind, account, password })).session !== null;

const withEmail = async (): Promise<Registered & { email: string }> => {
  const holder = await registerByPhone(client);
  await client.advance('PT1M');
  await stepUp(client, holder, 'BIND_LOGIN_METHOD');
  const { newPassword: _password, newPasswordAgain: _repeated, ...input } = await prepareEmail(client);
  done(await sendBind(client, holder, input));
  return { ...holder, email: input.email };
};

test('HW-ACC-024 an account without an e-mail address gets its registered e-mail when one is bound; it signs in with the password there is', async () => {
  const holder = await registerByPhone(client);
  expect(await labelOf(holder, 'EMAIL')).toBeUndefined();
  await client.advance('PT1M');
  await stepUp(client, holder, 'BIND_LOGIN_METHOD');
  const { newPassword: _password, newPasswordAgain: _repeated, ...input } = await prepareEmail(client);
  done(await sendBind(client, holder, input));
  expect(await labelOf(holder, 'EMAIL')).toBe(`${input.email[0]}***@example.com`);
  expect(await canSignIn('CLOUD', input.email, holder.password)).toBe(true);
});

test('HW-ACC-025 a bound e-mail address is neither unbound nor set empty; it can be replaced by a free one', async () => {
  const holder = await withEmail();
  const find = async () => (await readOptions(client, holder)).find(({ kind }: { kind: string }) => kind === 'EMAIL');
  expect(await find()).toMatchObject({ allowedActions: ['CHANGE', 'CHANGE_PASSWORD'] });
  expect(payloadOf(await sendUnbind(client, holder, { kind: 'EMAIL' })).userErrors).toMatchObject([{ code: 'LOGIN_METHOD_NOT_UNBINDABLE', path: ['kind'], policy: 'account.loginMethods.onlyReplaceable' }]);
  for (const email of [undefined, null, '']) expect(payloadOf(await sendChange(client, holder, { kind: 'EMAIL', email, emailCode: '123456' })).userErrors).toMatchObject([{ code: 'FIELD_REQUIRED', path: ['email'] }]);
  expect(await canSignIn('CLOUD', holder.email, holder.password)).toBe(true);
  const { newPassword: _password, newPasswordAgain: _repeated, ...input } = await prepareEmail(client);
  done(await sendChange(client, holder, input));
  expect(await canSignIn('CLOUD', holder.email, holder.password)).toBe(false);
  expect(await canSignIn('CLOUD', input.email, holder.password)).toBe(true);
});

test('HW-ACC-007 an e-mail address that one cloud account holds is bound to, and registers, no other', async () => {
  const [owner, other] = [await withEmail(), await registerByPhone(client)];
  await client.advance('PT1M');
  await stepUp(client, other, 'BIND_LOGIN_METHOD');
  expect(payloadOf(await sendBind(client, other, await prepareEmail(client, { email: owner.email }))).userErrors).toMatchObject([{ code: 'IDENTITY_TAKEN', path: ['email'] }]);
  expect(await kindsOf(client, other)).toEqual(['PHONE']);
  expect(codesOf(await sendRegister(client, { kind: 'EMAIL', email: owner.email, emailCode: '123456', password: newPassword(), agreements: [] }))).toContain('REGISTRATION_KIND_NOT_OFFERED');
  // Nor is one that was registered elsewhere taken over with it.
  expect((await sendImport(graph, { kind: 'CLOUD', origin: 'CORPORATE_SITE', email: owner.email })).errors[0]!.message).toContain('EMAIL_TAKEN');
  expect(await canSignIn('CLOUD', owner.email, owner.password)).toBe(true);
});

test('HW-ACC-007 of fifty cloud accounts that bind one e-mail address at once one gets it', async () => {
  const email = newEmail();
  const holders: Registered[] = [];
  for (let index = 0; index < 10; index += 1) holders.push(await registerByPhone(client));
  await client.advance('PT1M');
  for (const holder of holders) await stepUp(client, holder, 'BIND_LOGIN_METHOD');
  const { newPassword: _password, newPasswordAgain: _repeated, ...input } = await prepareEmail(client, { email });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => sendBind(client, holders[index % 10]!, input)));
  const bound = answers.filter((answer) => payloadOf(answer).userErrors.length === 0);
  expect(bound).toHaveLength(1);
  const owners = [];
  for (const holder of holders) if ((await kindsOf(client, holder)).includes('EMAIL')) owners.push(holder);
  expect(owners).toHaveLength(1);
});

test('HW-ACC-011 the phone of a passport is replaced after a code to the old one and a code to the new one', async () => {
  const [phone, email, password] = [newPhone(), newEmail(), newPassword()];
  await importAccount(graph, { phone, email, password });
  const { token } = await signInAs(client, { accountKind: 'PASSPORT', account: email, password });
  await activate(client, token);
  const holder = { token, phone };
  const [another, input] = [newPhone(), await preparePhone(client, newPhone())];

  // Nothing is changed without the first code, nor with a wrong one.
  expect((await sendChange(client, holder, input)).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  const seen = await client.messages(phone);
  const { challenge } = (await startChallenge(client, holder.token, 'CHANGE_LOGIN_METHOD', 'SMS')).data.startChallenge;
  const code = await client.nextCode(phone, seen);
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  expect((await answer(client, challenge.id, 'SMS', wrong, holder)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await sendChange(client, holder, input)).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  expect((await answer(client, challenge.id, 'SMS', code, holder)).userErrors).toEqual([]);

  // Nor without the second, nor with that of another number.
  expect(payloadOf(await sendChange(client, holder, { ...input, phoneCode: undefined })).userErrors).toMatchObject([{ code: 'FIELD_REQUIRED', path: ['phoneCode'] }]);
  expect(payloadOf(await sendChange(client, holder, { ...input, phone: another })).userErrors).toMatchObject([{ code: 'CODE_WRONG', path: ['phoneCode'] }]);
  expect(await labelOf(holder, 'PHONE')).toBe(masked(phone));

  // The country code is picked, or that of the policy.
  done(await sendChange(client, holder, { ...input, phone: input.phone.replace('+86', '+86 ') }));
  expect(await labelOf(holder, 'PHONE')).toBe(masked(input.phone));
  expect(await canSignIn('PASSPORT', phone, password)).toBe(false);
  expect(await canSignIn('PASSPORT', input.phone, password)).toBe(true);
  const { data } = await client.send('{ viewer { contacts { phone } security { phone } } }', {}, { token: holder.token });
  expect(data.viewer).toEqual({ contacts: { phone: masked(input.phone) }, security: { phone: masked(input.phone) } });
});

test('HW-ACC-028 in part the registered phone is changed by the holder: the new one signs in and stays marked, and the place of the old one is free', async () => {
  const phone = newPhone();
  const holders: Registered[] = [];
  for (let index = 0; index < 3; index += 1) {
    holders.push(await registerByPhone(client, { phone }));
    await client.advance('PT1M');
  }
  const [holder] = holders;
  await stepUp(client, holder!, 'CHANGE_LOGIN_METHOD');
  const input = await preparePhone(client, newPhone());
  expect(done(await sendChange(client, holder!, input)).account.loginMethods).toMatchObject([{ kind: 'PHONE', label: masked(input.phone), isRegistrationMethod: true }]);
  // What was proved by the old phone ended with it.
  holder!.phone = input.phone;
  await stepUp(client, holder!, 'UNBIND_LOGIN_METHOD');
  expect(payloadOf(await sendUnbind(client, holder!, { kind: 'PHONE' })).userErrors).toMatchObject([{ code: 'LOGIN_METHOD_NOT_UNBINDABLE' }]);
  // Three accounts had the old number (HW-ACC-005); now two have, and a third can register.
  await client.advance('PT1M');
  expect((await registerByPhone(client, { phone })).id).toMatch(/^\d{12}$/);
});
