import { expect, test } from 'vitest';
import { askForContact, changeContact, confirmContact, maskedEmail, maskedPhone, readContacts, sendChangeContact, setContactRemark } from '../support/contacts.ts';
import { dumpStores } from '../support/dump-stores.ts';
import { register, signIn, type Member } from '../support/journeys.ts';
import { newEmail, newPhone } from '../support/people.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

const client = sharedClient();
const fifty = <T>(one: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));
const codesOf = ({ userErrors }: { userErrors: { code: string }[] }): string[] => userErrors.map(({ code }) => code);

test('links come from the settings: no header of a request has a say in where they lead', async () => {
  const member = await register(client);
  const to = newEmail();
  const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example;proto=https', origin: 'https://evil.example', referer: 'https://evil.example/' };
  expect((await sendChangeContact(client, member.token, { kind: 'EMAIL', to }, headers)).errors).toEqual([]);
  const { links } = await client.nextMessage(to);
  expect(links).toEqual([expect.stringMatching(new RegExp(`^${new URL(sharedGraph.url).origin}/confirm-contact\\?token=[A-Za-z0-9_-]{43}$`))]);
});

test('an address is written to once a minute and ten times an hour, in whichever writing, by however many accounts, also when fifty ask at once', async () => {
  const members: Member[] = [await register(client), await register(client)];
  const to = newEmail();
  const ask = async (index: number) => changeContact(client, members[index % 2]!.token, { kind: 'EMAIL', to: index % 3 ? to : to.toUpperCase() });
  const answers = await fifty(ask);
  expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  expect(answers.flatMap(({ userErrors }) => userErrors)[0]).toMatchObject({ code: 'CODE_SENT_RECENTLY', path: ['to'], policy: 'account.codes.resendAfter', limit: 'PT1M' });
  for (let sent = 1; sent < 10; sent += 1) {
    await client.advance('PT1M');
    expect(codesOf(await ask(sent))).toEqual([]);
  }
  await client.advance('PT1M');
  expect((await ask(10)).userErrors).toMatchObject([{ code: 'CODE_SEND_LIMIT_REACHED', path: ['to'], policy: 'account.codes.perHour', limit: '10' }]);
  expect(await client.messages(to)).toHaveLength(10);
  const phone = newPhone();
  expect((await fifty(() => changeContact(client, members[0]!.token, { kind: 'PHONE', to: phone }))).filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  await client.advance('PT0S');
  expect(await client.messages(phone)).toHaveLength(1);
});

test('nothing tells whether an address belongs to an account', async () => {
  const [member, other] = [await register(client), await register(client)];
  const shapeOf = async (to: string) => {
    const { contacts, userErrors } = await changeContact(client, member.token, { kind: 'EMAIL', to });
    const { text } = await client.nextMessage(to, (await client.messages(to)).filter(({ links }) => links.length === 0));
    return { fields: Object.keys(contacts), pending: contacts.pending.length, userErrors, text: text.replace(/token=\S+/, '') };
  };
  await client.advance('PT1M');
  expect(await shapeOf(other.email)).toEqual(await shapeOf(newEmail()));
});

test('the old address and the new one hear of a changed contact, what to do if it was somebody else, and no secret', async () => {
  const member = await register(client);
  const [email, phone] = [newEmail(), newPhone()];
  const emailToken = await askForContact(client, member.token, { kind: 'EMAIL', to: email });
  const phoneToken = await askForContact(client, member.token, { kind: 'PHONE', to: phone });
  const before = async (address: string) => ({ address, seen: await client.messages(address) });
  const places = await Promise.all([member.email, email].map(before));
  await confirmContact(client, emailToken);
  for (const { address, seen } of places) {
    const { text, links, code } = await client.nextMessage(address, seen);
    expect(text).toContain(maskedEmail(email));
    expect(text).toMatch(/not you/);
    expect([links, code]).toEqual([[], null]);
  }
  const phones = await Promise.all([member.phone, phone].map(async (address) => ({ address, seen: (await client.messages(address)).filter(({ text }) => !text.includes('contact phone')) })));
  await confirmContact(client, phoneToken);
  for (const { address, seen } of phones) expect((await client.nextMessage(address, seen)).text).toContain(maskedPhone(phone));
});

test('one account asks and confirms nothing for another', async () => {
  const [member, stranger] = [await register(client), await register(client)];
  const to = newEmail();
  const token = await askForContact(client, member.token, { kind: 'EMAIL', to });
  expect((await readContacts(client, stranger.token)).contacts.pending).toEqual([]);
  await confirmContact(client, token);
  expect((await readContacts(client, stranger.token)).contacts.email).toBe(maskedEmail(stranger.email));
  expect((await readContacts(client, member.token)).contacts.email).toBe(maskedEmail(to));
});

const documents: [mutation: string, input: Record<string, unknown>][] = [
  ['changeContact', { kind: 'EMAIL', to: 'a@example.com' }],
  ['confirmContact', { token: 'x' }],
  ['setContactRemark', { remark: 'x' }],
  ['updateProfile', { nickname: 'x' }],
  ['changeUsername', { username: 'somebody' }],
];

test.for(documents)('%s refuses fields that it does not have, and leaves the account as it was', async ([mutation, input]) => {
  const { token } = await register(client);
  const typeName = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const read = async () => (await client.send('{ viewer { id appId status country registeredAt kind nickname contacts { email pending { label } } } }', {}, { token })).data;
  const before = await read();
  for (const field of ['id', 'accountId', 'appId', 'status', 'country', 'kind', 'role', 'traits', 'registeredAt', 'realName', 'isConfirmed', 'usernameChangedAt']) {
    const { status, errors } = await client.send(`mutation($input: ${typeName}!) { ${mutation}(input: $input) { userErrors { code } } }`, { input: { ...input, [field]: 'x' } }, { token });
    expect([status, errors[0]!.extensions.code], field).toEqual([400, 'BAD_USER_INPUT']);
  }
  expect(await read()).toEqual(before);
});

const hostile = ["'; DROP TABLE account; --", '" OR "1"="1', '${7*7}{{7*7}}', '<script>alert(1)</script>', 'a\r\nBcc: all@example.com', '../../etc/passwd', '\u202Eevil', '\uFEFF', 'a'.repeat(40_000), '💣'.repeat(9000)];

test.for(hostile.map((text) => [text.slice(0, 24), text] as const))('%j in any field is a value or a refusal with its place, and no fault', async ([, text]) => {
  const { token } = await register(client);
  const tried = [
    ['changeContact', 'ChangeContactInput', { kind: 'EMAIL', to: text }],
    ['changeContact', 'ChangeContactInput', { kind: 'EMAIL', to: `${text}@example.com` }],
    ['changeContact', 'ChangeContactInput', { kind: 'PHONE', to: text }],
    ['changeContact', 'ChangeContactInput', { kind: 'WECHAT', ticket: text, authorisationCode: text }],
    ['confirmContact', 'ConfirmContactInput', { token: text }],
    ['setContactRemark', 'SetContactRemarkInput', { remark: text }],
    ['updateProfile', 'UpdateProfileInput', { nickname: text }],
    ['updateProfile', 'UpdateProfileInput', { industry: text }],
    ['updateProfile', 'UpdateProfileInput', { tenantName: text }],
    ['updateProfile', 'UpdateProfileInput', { enterpriseName: text }],
  ] as const;
  for (const [mutation, type, input] of tried) {
    const { data, errors } = await client.send(`mutation($input: ${type}!) { ${mutation}(input: $input) { userErrors { code path } } }`, { input }, { token });
    for (const { extensions } of errors) expect(extensions.code, mutation).toBe('BAD_USER_INPUT');
    for (const { path } of data?.[mutation]?.userErrors ?? []) expect(path, `${mutation} ${JSON.stringify(input).slice(0, 80)}`).not.toBeNull();
  }
  const { data } = await client.send('{ viewer { nickname contacts { email remark } } }', {}, { token });
  expect(data.viewer.nickname).not.toMatch(/[\r\n\u202E\uFEFF]/);
});

test('no store holds a contact, a remark or the token of a link that can be read, and the token is stored as its hash alone', async () => {
  const member = await register(client);
  const [email, phone] = [newEmail(), newPhone()];
  const token = await askForContact(client, member.token, { kind: 'EMAIL', to: email });
  await askForContact(client, member.token, { kind: 'PHONE', to: phone });
  const remark = `Only Han Meimei ${phone}`;
  await setContactRemark(client, await signIn(client, member), remark);
  const text = JSON.stringify(await dumpStores(sharedGraph));
  for (const canary of [email, phone, phone.slice(3), token, remark]) expect(text).not.toContain(canary);
});
