import { beforeAll, expect, test } from 'vitest';
import { closeAccount } from '../../support/close-account.ts';
import { apply } from '../../support/closing.ts';
import type { Client } from '../../support/client.ts';
import { createCheckedClient } from '../../support/checked-client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { allowPhone, importAccount } from '../../support/import.ts';
import { agreementsOf, receiveCode } from '../../support/journeys.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { activate, codesOf, fifty, granted, payloadOf, prepareByPhone, refusalsOf, registerByPhone, sendActivate, sendRegister, sendSignInAs, signInAs, tryProtected, type Registered } from '../../support/registering.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('huawei');
  client = createCheckedClient(graph);
});

/** Registers once more with a phone that has had a code before. */
const registerAgain = async (phone: string): Promise<Registered> => {
  await client.advance('PT1M');
  return registerByPhone(client, { phone });
};

const sendAgain = async (phone: string) => {
  await client.advance('PT1M');
  return sendRegister(client, await prepareByPhone(client, { phone }));
};

const full = { code: 'PHONE_QUOTA_REACHED', policy: 'account.registration.accountsPerPhone', limit: '3' };

/** A passport with this phone, signed in and not yet opened. */
const openWith = async (phone: string) => {
  const [email, password] = [newEmail(), newPassword()];
  const id = await importAccount(graph, { phone, email, password });
  const { token } = await signInAs(client, { accountKind: 'PASSPORT', account: email, password });
  return { id, token, phone };
};

const statusOfPhone = async (phone: string, code: string): Promise<string> => {
  const { data, errors } = await client.send('query($phone: String!, $code: String!) { phoneRegistration(phone: $phone, code: $code) { status } }', { phone, code });
  expect(errors).toEqual([]);
  return data.phoneRegistration.status;
};

test('HW-ACC-017 phone, code, password, password again and consent: whatever is missing or differs is refused with its field', async () => {
  const input = await prepareByPhone(client);
  expect(refusalsOf(await sendRegister(client, { kind: 'PHONE', agreements: [] }))).toEqual([
    'FIELD_REQUIRED phone',
    'FIELD_REQUIRED phoneCode',
    'FIELD_REQUIRED password',
    'FIELD_REQUIRED passwordAgain',
    'AGREEMENT_NOT_ACCEPTED agreements',
  ]);
  for (const field of ['phone', 'phoneCode', 'password', 'passwordAgain'] as const) {
    for (const nothing of [undefined, null, '']) expect(refusalsOf(await sendRegister(client, { ...input, [field]: nothing }))).toEqual([`FIELD_REQUIRED ${field}`]);
  }
  for (const again of [`${input.password} `, input.password.toLowerCase(), newPassword()]) {
    expect(refusalsOf(await sendRegister(client, { ...input, passwordAgain: again }))).toEqual(['PASSWORDS_DIFFER passwordAgain']);
  }
  for (const left of input.agreements) {
    expect(refusalsOf(await sendRegister(client, { ...input, agreements: input.agreements.filter((agreement) => agreement !== left) }))).toEqual(['AGREEMENT_NOT_ACCEPTED agreements']);
  }
  expect((await agreementsOf(client)).map(({ id }) => id)).toEqual(['user-agreement', 'privacy-statement']);
  // The country code is that of the policy when it is left out.
  const { account } = granted(await sendRegister(client, { ...input, phone: input.phone.slice(3) }));
  expect(account).toMatchObject({ kind: 'CLOUD', status: 'ACTIVE', registeredWith: 'PHONE', loginMethods: [{ kind: 'PHONE', isRegistrationMethod: true }] });
});

test('HW-ACC-018 cloud accounts are registered with a mainland mobile number alone: not by e-mail, not with another number', async () => {
  const email = newEmail();
  const byEmail = await sendRegister(client, { kind: 'EMAIL', email, emailCode: '000000', password: newPassword(), agreements: await agreementsOf(client) });
  expect(payloadOf(byEmail).userErrors).toMatchObject([{ code: 'REGISTRATION_KIND_NOT_OFFERED', path: ['kind'], limit: 'PHONE' }]);
  for (const phone of ['+85261234567', '+12015550123', '+8613800']) {
    const input = { ...(await prepareByPhone(client)), phone };
    expect(refusalsOf(await sendRegister(client, input))).toEqual([phone === '+8613800' ? 'PHONE_INVALID phone' : 'MAINLAND_PHONE_REQUIRED phone']);
  }
  // Also where its owner has proved that it is theirs.
  const phone = '+85261234567';
  const input = { ...(await prepareByPhone(client)), phone, phoneCode: await receiveCode(client, phone) };
  expect(payloadOf(await sendRegister(client, input)).userErrors).toMatchObject([{ code: 'MAINLAND_PHONE_REQUIRED', policy: 'account.registration.ways', limit: 'CN' }]);
});

test('HW-ACC-005 one phone opens the cloud three times, registered or activated: with two a third succeeds, of fifty at once one, and a fourth is refused', async () => {
  const phone = newPhone();
  await registerByPhone(client, { phone });
  const passport = await openWith(phone);
  await activate(client, passport.token);
  const third = await prepareByPhone(client, { phone: (await client.advance('PT1M'), phone) });
  const answers = await fifty(() => sendRegister(client, third));
  expect(answers.filter((answer) => payloadOf(answer).account)).toHaveLength(1);
  expect(payloadOf(await sendAgain(phone)).userErrors).toMatchObject([{ ...full, path: ['phone'] }]);
  // The passport itself was registered; it only cannot open the cloud.
  const another = await openWith(phone);
  expect(payloadOf(await sendActivate(client, another.token, { agreements: await agreementsOf(client) })).userErrors).toMatchObject([full]);
});

test('HW-ACC-005 of fifty activations at once, by five passports with the phone of two accounts, one opens the cloud', async () => {
  const phone = newPhone();
  await registerByPhone(client, { phone });
  await registerAgain(phone);
  const passports = await Promise.all(Array.from({ length: 5 }, () => openWith(phone)));
  const agreements = await agreementsOf(client);
  const answers = await fifty((index) => sendActivate(client, passports[index % 5]!.token, { agreements }));
  const opened = answers.flatMap((answer) => payloadOf(answer).account?.id ?? []);
  expect(new Set(opened).size).toBe(1);
  expect(new Set(answers.flatMap(codesOf))).toEqual(new Set(['PHONE_QUOTA_REACHED']));
  for (const { id, token } of passports) expect(await tryProtected(client, token)).toEqual(opened.includes(id) ? [] : ['DUTY_FIRST']);
});

test('HW-ACC-006 a higher limit is granted to one phone alone, and taken back', async () => {
  const [granting, other] = [newPhone(), newPhone()];
  for (const phone of [granting, other]) {
    await registerByPhone(client, { phone });
    await registerAgain(phone);
    await registerAgain(phone);
    expect(payloadOf(await sendAgain(phone)).userErrors).toMatchObject([full]);
  }
  expect((await allowPhone(graph, granting, 4)).data).toEqual({ allowPhone: true });
  const fourth = await prepareByPhone(client, { phone: (await client.advance('PT1M'), granting) });
  const answers = await fifty(() => sendRegister(client, fourth));
  expect(answers.filter((answer) => payloadOf(answer).account)).toHaveLength(1);
  expect(payloadOf(await sendAgain(granting)).userErrors).toMatchObject([{ ...full, limit: '4' }]);
  expect(payloadOf(await sendAgain(other)).userErrors).toMatchObject([full]);
  await allowPhone(graph, granting, 5);
  await allowPhone(graph, granting, null);
  expect(payloadOf(await sendAgain(granting)).userErrors).toMatchObject([full]);
  for (const [phone, most] of [['123', 4], [granting, 0], [granting, 1001]] as const) expect((await allowPhone(graph, phone, most)).errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
});

test('HW-ACC-019 HW-ACC-020 who has a phone learns how far it is used: below the limit it still registers, at the limit it is refused', async () => {
  const phone = newPhone();
  const code = await receiveCode(client, phone);
  expect(await statusOfPhone(phone, code)).toBe('UNUSED');
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  expect(await statusOfPhone(phone, wrong)).toBe('UNKNOWN');
  expect(await statusOfPhone('123', code)).toBe('UNKNOWN');
  // The code is still good.
  const password = newPassword();
  const first = { kind: 'PHONE', phone, phoneCode: code, password, passwordAgain: password, agreements: await agreementsOf(client) };
  expect(codesOf(await sendRegister(client, first))).toEqual([]);
  for (const count of [2, 3]) {
    await client.advance('PT1M');
    const input = await prepareByPhone(client, { phone });
    expect(await statusOfPhone(phone.slice(3), input.phoneCode), `before the account number ${count}`).toBe('REGISTERED_BELOW_LIMIT');
    expect(codesOf(await sendRegister(client, input))).toEqual([]);
  }
  await client.advance('PT1M');
  const fourth = await prepareByPhone(client, { phone });
  expect(await statusOfPhone(phone, fourth.phoneCode)).toBe('LIMIT_REACHED');
  expect(payloadOf(await sendRegister(client, fourth)).userErrors).toMatchObject([full]);
  await allowPhone(graph, phone, 4);
  expect(await statusOfPhone(phone, fourth.phoneCode)).toBe('REGISTERED_BELOW_LIMIT');
});

test('asking how far a phone is used counts as a guess: of fifty wrong ones at once five are looked at, then the right one says nothing and registers nothing', async () => {
  const { phone } = await registerByPhone(client);
  await client.advance('PT1M');
  const input = await prepareByPhone(client, { phone });
  const wrong = String((Number(input.phoneCode) + 1) % 1_000_000).padStart(6, '0');
  expect(new Set(await fifty(() => statusOfPhone(phone, wrong)))).toEqual(new Set(['UNKNOWN']));
  expect(await statusOfPhone(phone, input.phoneCode)).toBe('UNKNOWN');
  expect(refusalsOf(await sendRegister(client, input))).toEqual(['CODE_WRONG phoneCode']);
});

test('HW-ACC-022 an account is in force as soon as it is registered: the next sign-in succeeds', async () => {
  const { phone, password, id } = await registerByPhone(client);
  const { token, duty } = await signInAs(client, { accountKind: 'CLOUD', account: phone, password });
  expect(duty).toBeNull();
  expect((await client.send('{ viewer { id status tenant { country } } }', {}, { token })).data.viewer).toEqual({ id, status: 'ACTIVE', tenant: { country: 'CN' } });
});

test('HW-ACC-023 in part the accounts of one customer stand for themselves: each is shown to its own session alone, with its own profile and resources', async () => {
  const phone = newPhone();
  const [one, other] = [await registerByPhone(client, { phone }), await registerAgain(phone)];
  await client.setCloud(one.id, { orders: [{ id: 'o', name: 'order of one', status: 'UNPAID' }] });
  await client.setCloud(other.id, {});
  await client.send('mutation { updateProfile(input: { nickname: "One" }) { userErrors { code } } }', {}, { token: one.token });
  const read = async (token: string) => (await client.send('{ viewer { id nickname tenant { id } } }', {}, { token })).data.viewer;
  const [seenByOne, seenByOther] = [await read(one.token), await read(other.token)];
  expect([seenByOne.id, seenByOne.nickname, seenByOther.id, seenByOther.nickname]).toEqual([one.id, 'One', other.id, `user${other.id}`]);
  expect(seenByOne.tenant.id).not.toBe(seenByOther.tenant.id);
  const [closureOfOne, closureOfOther] = [await apply(client, one as never), await apply(client, other as never)];
  expect(closureOfOne.blockers).toMatchObject([{ kind: 'ORDERS', count: 1 }]);
  expect(closureOfOther.blockers).toEqual([]);
  // With one password each, signing in with the shared phone opens the one whose password it is.
  expect(codesOf(await sendSignInAs(client, { accountKind: 'CLOUD', account: phone, password: newPassword() }))).toEqual(['SIGN_IN_FAILED']);
});

test('a closed account makes room for another with its phone', async () => {
  const phone = newPhone();
  const first = await registerByPhone(client, { phone });
  await registerAgain(phone);
  await registerAgain(phone);
  await allowPhone(graph, phone, 3);
  expect(payloadOf(await sendAgain(phone)).userErrors).toMatchObject([full]);
  await closeAccount(client, first);
  expect(codesOf(await sendAgain(phone))).toEqual([]);
  expect(payloadOf(await sendAgain(phone)).userErrors).toMatchObject([full]);
});
