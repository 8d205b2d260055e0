import { expect, test } from 'vitest';
import { agreementsOf, prepareRegistration, receiveCode, register, sendCode, sendRegistration, sendSignIn, signIn } from '../../support/journeys.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

const fifty = <T>(one: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));
const refusalsOf = (answer: { data: { registerAccount: { userErrors: { code: string; path: string[] | null }[] } } }) => answer.data.registerAccount.userErrors;
const codesOf = (answer: Parameters<typeof refusalsOf>[0]): string[] => refusalsOf(answer).map(({ code }) => code);
const notTheCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

test('TX-ACC-010 an account can be signed in to right after it was registered', async () => {
  const member = await register(client);
  const { data } = await client.send('{ viewer { id status registeredWith loginMethods { kind isRegistrationMethod } } }', {}, { token: await signIn(client, member) });
  expect(data.viewer).toEqual({ id: member.id, status: 'ACTIVE', registeredWith: 'EMAIL', loginMethods: [{ kind: 'EMAIL', isRegistrationMethod: true }] });
});

test('TX-ACC-029 the profile shows nickname, account id, APPID, verification status, industry and time of registration', async () => {
  const before = await client.now();
  const { id, token } = await register(client);
  const { data, errors } = await client.send('{ viewer { nickname id appId realName { status } industry registeredAt } }', {}, { token });
  expect(errors).toEqual([]);
  expect(data.viewer).toEqual({
    nickname: `user${id}`,
    id: expect.stringMatching(/^[1-9]\d{11}$/),
    appId: expect.stringMatching(/^[1-9]\d{9}$/),
    realName: { status: 'UNVERIFIED' },
    industry: null,
    registeredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
  expect(Date.parse(data.viewer.registeredAt)).toBeGreaterThanOrEqual(before);
});

test('TX-ACC-030 two accounts have two ids, which stay the same', async () => {
  const [one, other] = [await register(client), await register(client)];
  expect(one.id).not.toBe(other.id);
  const { data } = await client.send('{ viewer { id } }', {}, { token: await signIn(client, one) });
  expect(data.viewer.id).toBe(one.id);
});

test('TX-ACC-013 accounts that were registered separately cannot be merged: there is no such operation', async () => {
  const { data } = await client.send('{ __schema { mutationType { fields { name } } } }');
  const names: string[] = data.__schema.mutationType.fields.map(({ name }: { name: string }) => name);
  expect(names).toContain('registerAccount');
  expect(names.filter((name) => /merge|unite|join|transfer/i.test(name))).toEqual([]);
});

test('TX-ACC-002 one e-mail address registers one account, also when fifty requests come at once', async () => {
  const input = await prepareRegistration(client);
  const answers = await fifty(() => sendRegistration(client, input));
  const [first, ...more] = answers.filter(({ data }) => data.registerAccount.account);
  expect(first).toBeDefined();
  expect(more).toEqual([]);
  for (const answer of answers) if (answer !== first) expect(codesOf(answer)).toEqual(expect.arrayContaining(['CODE_WRONG']));

  // However it is written, the address is taken; its owner is told so instead of being given a code.
  await client.advance('PT1M');
  const written = input.email.toUpperCase();
  const seen = await client.messages(input.email);
  expect((await sendCode(client, written)).data.sendCode.userErrors).toEqual([]);
  const told = await client.nextMessage(input.email, seen);
  expect(told.code).toBeNull();
  expect(told.text).toMatch(/already belongs to one/);
  const phone = newPhone();
  const again = await sendRegistration(client, { ...input, email: written, phone, phoneCode: await receiveCode(client, phone) });
  expect(again.data.registerAccount.account).toBeNull();
});

test('TX-ACC-007 in part one phone registers at most 5 accounts (tencent), however its number is written, also when fifty requests come at once', async () => {
  const phone = newPhone();
  const national = phone.slice(3);
  const writings = [phone, national, `0086${national}`, `+86 ${national.slice(0, 3)} ${national.slice(3)}`];
  for (const written of writings) {
    const prepared = await prepareRegistration(client, { phone });
    expect(codesOf(await sendRegistration(client, { ...prepared, phone: written }))).toEqual([]);
    await client.advance('PT1M');
  }
  const phoneCode = await receiveCode(client, phone);
  const others: Record<string, unknown>[] = [];
  for (let index = 0; index < 5; index += 1) {
    const email = newEmail();
    others.push({ email, emailCode: await receiveCode(client, email), phone, phoneCode, password: newPassword(), agreements: await agreementsOf(client) });
  }
  const answers = await fifty((index) => sendRegistration(client, others[index % others.length]!));
  expect(answers.filter(({ data }) => data.registerAccount.account)).toHaveLength(1);

  await client.advance('PT1M');
  const sixth = await prepareRegistration(client, { phone });
  const refused = await sendRegistration(client, sixth);
  expect(refused.data.registerAccount).toMatchObject({
    account: null,
    session: null,
    userErrors: [{ code: 'PHONE_QUOTA_REACHED', path: ['phone'], policy: 'account.registration.accountsPerPhone', limit: '5' }],
  });
  // The refusal has used up nothing: the e-mail code still registers with another number.
  const another = newPhone();
  expect(codesOf(await sendRegistration(client, { ...sixth, phone: another, phoneCode: await receiveCode(client, another) }))).toEqual([]);
});

test('TX-SEC-009 codes by e-mail and SMS have six digits', async () => {
  for (const to of [newEmail(), newPhone()]) expect(await receiveCode(client, to)).toMatch(/^\d{6}$/);
  const input = await prepareRegistration(client);
  expect(codesOf(await sendRegistration(client, { ...input, emailCode: input.emailCode.slice(1) }))).toEqual(['CODE_WRONG']);
  expect(codesOf(await sendRegistration(client, { ...input, emailCode: `${input.emailCode}0` }))).toEqual(['CODE_WRONG']);
  expect(codesOf(await sendRegistration(client, input))).toEqual([]);
});

test('a code is good once, for the address it was sent to, and for ten minutes', async () => {
  const input = await prepareRegistration(client);
  expect(refusalsOf(await sendRegistration(client, { ...input, emailCode: input.phoneCode, phoneCode: input.emailCode }))).toMatchObject([
    { code: 'CODE_WRONG', path: ['emailCode'] },
    { code: 'CODE_WRONG', path: ['phoneCode'] },
  ]);
  expect(codesOf(await sendRegistration(client, input))).toEqual([]);
  const email = newEmail();
  expect(codesOf(await sendRegistration(client, { ...input, email, emailCode: await receiveCode(client, email) }))).toEqual(['CODE_WRONG']);
  const late = await prepareRegistration(client);
  await client.advance('PT10M');
  expect(codesOf(await sendRegistration(client, late))).toEqual(['CODE_WRONG', 'CODE_WRONG']);
});

test('of fifty guesses of a code at once at most five are looked at: after five wrong ones the right one is wrong too', async () => {
  const input = await prepareRegistration(client);
  const wrong = await fifty(() => sendRegistration(client, { ...input, emailCode: notTheCode(input.emailCode) }));
  expect(wrong.map(codesOf).every((codes) => codes.includes('CODE_WRONG'))).toBe(true);
  expect(codesOf(await sendRegistration(client, input))).toContain('CODE_WRONG');
});

test('a code can be asked for once a minute and ten times an hour, in whichever writing of the address', async () => {
  const email = newEmail();
  const answers = await fifty((index) => sendCode(client, index % 2 ? email : email.toUpperCase()));
  expect(answers.filter(({ data }) => data.sendCode.userErrors.length === 0)).toHaveLength(1);
  expect(answers.flatMap(({ data }) => data.sendCode.userErrors)[0]).toMatchObject({ code: 'CODE_SENT_RECENTLY', path: ['to'], policy: 'account.codes.resendAfter', limit: 'PT1M' });
  for (let sent = 1; sent < 10; sent += 1) {
    await client.advance('PT1M');
    expect((await sendCode(client, email)).data.sendCode.userErrors).toEqual([]);
  }
  await client.advance('PT1M');
  expect((await sendCode(client, email)).data.sendCode).toMatchObject({ resendAfter: null, expiresAt: null, userErrors: [{ code: 'CODE_SEND_LIMIT_REACHED', limit: '10' }] });
  expect(await client.messages(email)).toHaveLength(10);
});

test('who asks for a code does not learn whether an account has the address', async () => {
  const member = await register(client);
  await client.advance('PT1M');
  const shapeOf = async (to: string) => {
    const { status, data, errors } = await sendCode(client, to);
    return { status, errors, fields: Object.keys(data.sendCode), resendAfter: data.sendCode.resendAfter, lives: Math.round((Date.parse(data.sendCode.expiresAt) - (await client.now())) / 60_000) };
  };
  expect(await shapeOf(member.email)).toEqual(await shapeOf(newEmail()));
  expect(await shapeOf(member.phone)).toEqual(await shapeOf(newPhone()));
  // Nor does a wrong code tell, nor how often it may be tried.
  const guess = { ...(await prepareRegistration(client)), emailCode: '000000' };
  const known = await sendRegistration(client, { ...guess, email: member.email });
  const unknown = await sendRegistration(client, { ...guess, email: newEmail() });
  expect(known.data).toEqual(unknown.data);
});

test('everything that is wrong with a registration is said at once, with its place in the input, and no code is used up', async () => {
  const input = await prepareRegistration(client);
  const answer = await sendRegistration(client, { ...input, email: 'nobody', phone: '123', password: 'qvxzk', agreements: [], nickname: 'a\u0007b', country: 'XX' });
  expect(refusalsOf(answer).map(({ code, path }) => [code, ...(path ?? [])])).toEqual([
    ['EMAIL_INVALID', 'email'],
    ['PHONE_INVALID', 'phone'],
    ['PASSWORD_TOO_SHORT', 'password'],
    ['PASSWORD_CLASS_MISSING', 'password'],
    ['AGREEMENT_NOT_ACCEPTED', 'agreements'],
    ['COUNTRY_NOT_SERVED', 'country'],
    ['NAME_INVALID', 'nickname'],
  ]);
  const outdated = input.agreements.map(({ id }) => ({ id, version: '1999-01' }));
  expect(codesOf(await sendRegistration(client, { ...input, agreements: outdated }))).toEqual(['AGREEMENT_NOT_ACCEPTED']);
  const { phone: _phone, phoneCode: _phoneCode, ...withoutPhone } = input;
  expect(refusalsOf(await sendRegistration(client, withoutPhone))).toMatchObject([
    { code: 'FIELD_REQUIRED', path: ['phone'], policy: 'account.registration.ways' },
    { code: 'FIELD_REQUIRED', path: ['phoneCode'], policy: 'account.registration.ways' },
  ]);
  expect(codesOf(await sendRegistration(client, input))).toEqual([]);
});

test('one idempotency key registers once: fifty at once get one account, a later repetition gets it with a new token, another input is refused', async () => {
  const input = { ...(await prepareRegistration(client)), idempotencyKey: `register ${newEmail()}` };
  const answers = await fifty(() => sendRegistration(client, input));
  expect(new Set(answers.map(({ data }) => data.registerAccount.account?.id)).size).toBe(1);
  const { account, session } = answers[0]!.data.registerAccount;
  expect(account.id).toMatch(/^\d{12}$/);

  const repeated = (await sendRegistration(client, input)).data.registerAccount;
  expect(repeated).toMatchObject({ account: { id: account.id }, session: { id: session.id }, userErrors: [] });
  expect(repeated.session.token).not.toBe(session.token);
  expect((await client.send('{ viewer { id } }', {}, { token: repeated.session.token })).data.viewer).toEqual({ id: account.id });

  expect(codesOf(await sendRegistration(client, { ...input, password: newPassword(), nickname: 'Somebody else' }))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
  expect((await sendSignIn(client, input.email, input.password)).data.signIn.userErrors).toEqual([]);
});

test('an account, its contacts and its login methods are shown to its holder alone, and masked', async () => {
  const member = await register(client);
  const query = '{ viewer { id contacts { phone email } loginMethods { label } } }';
  const { data } = await client.send(query, {}, { token: member.token });
  const email = `${member.email[0]}***@example.com`;
  expect(data.viewer).toMatchObject({ contacts: { phone: `+86 ${member.phone.slice(3, 6)}****${member.phone.slice(-4)}`, email }, loginMethods: [{ label: email }] });
  expect((await client.send(query)).data.viewer).toBeNull();
});
