import { randomInt, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { dumpStores } from '../support/dump-stores.ts';
import { agreementsOf, prepareRegistration, receiveCode, register, sendCode } from '../support/journeys.ts';
import { newEmail, newPassword, newPhone } from '../support/people.ts';
import { codesOf, fifty, granted, payloadOf, refusalsOf, sendRegister } from '../support/registering.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

const client = sharedClient();

const phoneStatus = 'query($phone: String!, $code: String!) { phoneRegistration(phone: $phone, code: $code) { status } }';

test('29 registration tells nothing: a taken address, a taken phone and free ones get the same answers until control is proved', async () => {
  const member = await register(client);
  await client.advance('PT1M');
  const answerTo = async (to: string) => {
    const { status, data, errors } = await sendCode(client, to);
    const { resendAfter, expiresAt, userErrors } = data.sendCode;
    return { status, errors, resendAfter, lives: Math.round((Date.parse(expiresAt) - (await client.now())) / 60_000), userErrors };
  };
  expect(await answerTo(member.email)).toEqual(await answerTo(newEmail()));
  expect(await answerTo(member.phone)).toEqual(await answerTo(newPhone()));
  const guess = { emailCode: '000000', phoneCode: '000000', password: newPassword(), agreements: await agreementsOf(client) };
  const known = await sendRegister(client, { ...guess, email: member.email, phone: member.phone });
  const unknown = await sendRegister(client, { ...guess, email: newEmail(), phone: newPhone() });
  expect(known).toEqual(unknown);
  const status = async (phone: string) => client.send(phoneStatus, { phone, code: '000000' });
  expect(await status(member.phone)).toEqual(await status(newPhone()));
});

test('29 the owner of a taken address is told of the attempt, without a code; as many rows are written for it as for a free one', async () => {
  const graph = sharedGraph;
  const rows = async () => (await dumpStores(graph)).filter(({ store, table }) => store === 'account' && table !== 'job').length;
  // Both were sent a code before.
  const [member, free] = [await register(client), newEmail()];
  await receiveCode(client, free);
  await client.advance('PT1M');
  const written = async (to: string): Promise<number> => {
    const before = await rows();
    expect(codesOf(await sendCode(client, to))).toEqual([]);
    return (await rows()) - before;
  };
  const seen = await client.messages(member.email);
  expect(await written(member.email)).toBe(await written(free));
  const told = await client.nextMessage(member.email, seen);
  expect(told.code).toBeNull();
  expect(told.text).toMatch(/already belongs to one/);
});

test('51 one person has one key: every writing of an address or a number finds the same account, letters that look alike do not', async () => {
  const local = `user${randomInt(1e9)}`;
  const [mailbox, phone] = [`${local}@bücher.example`, newPhone()];
  granted(await sendRegister(client, await prepareRegistration(client, { email: mailbox, phone })));
  const fullWidth = (text: string): string => [...text].map((letter) => (/[!-~]/.test(letter) ? String.fromCodePoint(letter.codePointAt(0)! + 0xfee0) : letter)).join('');
  for (const written of [`${local.toUpperCase()}@BÜCHER.example`, `${local}@xn--bcher-kva.example`, ` ${local}@bücher.EXAMPLE `, `${fullWidth(local)}＠bücher.example`]) {
    await client.advance('PT1M');
    const seen = await client.messages(mailbox);
    expect(codesOf(await sendCode(client, written)), written).toEqual([]);
    expect((await client.nextMessage(mailbox, seen)).code, written).toBeNull();
  }
  // A Cyrillic a is another letter.
  expect(codesOf(await sendRegister(client, await prepareRegistration(client, { email: `${local}@bаnk.example` })))).toEqual([]);

  const national = phone.slice(3);
  for (const written of [national, `0086${national}`, `+86 ${national.slice(0, 3)}-${national.slice(3)}`, fullWidth(phone)]) {
    await client.advance('PT1M');
    const email = newEmail();
    const answer = await sendRegister(client, { ...(await prepareRegistration(client, { email, phone })), phone: written });
    expect(codesOf(answer), written).toEqual([]);
  }
  await client.advance('PT1M');
  expect(codesOf(await sendRegister(client, await prepareRegistration(client, { phone })))).toEqual(['PHONE_QUOTA_REACHED']);
});

test('51 fifty registrations of one address in all its writings give one account', async () => {
  const input = await prepareRegistration(client);
  const [local, domain] = input.email.split('@') as [string, string];
  const writings = [input.email, input.email.toUpperCase(), ` ${input.email} `, `${local}＠${domain}`, `${local.toUpperCase()}@${domain}`];
  const answers = await fifty((index) => sendRegister(client, { ...input, email: writings[index % writings.length] }));
  expect(answers.filter((answer) => payloadOf(answer).account)).toHaveLength(1);
});

test.for(['id', 'accountId', 'appId', 'status', 'kind2', 'role', 'site', 'origin', 'traits', 'registeredAt', 'tenant', 'isAdmin', '__proto__', 'constructor'])('55 registering does not take the field %s', async (field) => {
  const input = JSON.parse(JSON.stringify({ ...(await prepareRegistration(client)), [`x${field}`]: 0 }).replace(`"x${field}":0`, `"${field}":"ACTIVE"`)) as Record<string, unknown>;
  const { status, data, errors } = await sendRegister(client, input);
  expect([status, data]).toEqual([400, null]);
  expect(errors[0]).toMatchObject({ message: expect.stringContaining(field), extensions: { code: 'BAD_USER_INPUT' } });
});

const hostile: unknown[] = [null, [], {}, 0, -0, 2 ** 53 + 1, 1e308, true, '', ' '.repeat(1000), 'x'.repeat(10_000), '🐅'.repeat(500), "'; DROP TABLE account; --", '${7*7}', '../../etc/passwd', '\u202e', '\r\nBcc: a@example.com', ['a'], { a: 1 }, 'NO_SUCH_KIND'];
const fields = ['kind', 'email', 'emailCode', 'username', 'ticket', 'authorisationCode', 'password', 'passwordAgain', 'phone', 'phoneCode', 'agreements', 'nickname', 'country', 'isEnterprise', 'idempotencyKey'];

test('57 a value of another type, or one that is too large, is refused for every field of a registration, and never a fault', async () => {
  const input = { email: newEmail(), emailCode: '000000', phone: newPhone(), phoneCode: '000000', password: newPassword(), agreements: await agreementsOf(client) };
  for (const field of fields) {
    for (const value of hostile) {
      const { status, data, errors } = await sendRegister(client, { ...input, [field]: value });
      const codes = errors.map(({ extensions }) => extensions.code);
      expect(codes, `${field} ${JSON.stringify(value)}`).not.toContain('INTERNAL_SERVER_ERROR');
      const isRefused = data ? data.registerAccount.account === null && data.registerAccount.userErrors.length > 0 : status === 400 && codes.every((code) => /BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/.test(code));
      expect(isRefused, `${field} ${JSON.stringify(value)} ${status} ${JSON.stringify(errors)}`).toBe(true);
    }
  }
});

test('57 hostile values mixed at random are refused by registration, activation and the state of a phone, and never a fault', async () => {
  const { token } = await register(client);
  const any = (): unknown => hostile[randomInt(hostile.length)];
  const agreements = await agreementsOf(client);
  const requests: (() => Promise<{ errors: { extensions: { code: string } }[] }>)[] = [
    () => sendRegister(client, Object.fromEntries(fields.filter(() => randomInt(2)).map((field) => [field, any()]))),
    () => sendRegister(client, { agreements, ...Object.fromEntries(fields.filter((field) => typeof field === 'string' && randomInt(2)).map((field) => [field, String(any())])) }),
    () => client.send('mutation($input: ActivateAccountInput!) { activateAccount(input: $input) { account { id } } }', { input: { agreements, site: any(), nickname: any(), industry: any(), tenantName: any(), idempotencyKey: any() } }, { token }),
    () => client.send(phoneStatus, { phone: any(), code: any() }),
  ];
  for (let round = 0; round < 60; round += 1) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => requests[randomInt(requests.length)]!()));
    expect(answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code))).not.toContain('INTERNAL_SERVER_ERROR');
  }
});

test('57 what only services may send, clients may not', async () => {
  for (const document of ['mutation($input: ImportAccountInput!) { importAccount(input: $input) }', 'mutation { allowPhone(phone: "+8613800000000", most: 9) }', 'query { accountOfAppId(appId: "1000000000") }']) {
    const { status, errors } = await client.send(document, { input: { originId: randomUUID() } });
    expect([status, errors[0]!.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  }
});

test('a code that was sent to register opens nothing else, and refusing says only that it is wrong', async () => {
  const email = newEmail();
  const emailCode = await receiveCode(client, email);
  const other = await prepareRegistration(client);
  expect(refusalsOf(await sendRegister(client, { ...other, email: newEmail(), emailCode }))).toEqual(['CODE_WRONG emailCode']);
});
