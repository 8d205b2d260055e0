import { expect, test } from 'vitest';
import { askForContact, changeContact, confirmContact, maskedEmail, maskedPhone, moveContact, readContacts, sendChangeContact, setContactRemark, tokenOf } from '../../support/contacts.ts';
import { askAsService } from '../../support/import.ts';
import { register, signIn, startChallenge, stepUp } from '../../support/journeys.ts';
import { heard, notify, saidTo } from '../../support/notices.ts';
import { newEmail, newPhone } from '../../support/people.ts';
import { scanAs } from '../../support/scans.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();
const graph = sharedGraph;

const fifty = <T>(one: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));

const cases = [
  ['TX-ACC-043', 'PHONE', newPhone, maskedPhone, 'phone'],
  ['TX-ACC-044', 'EMAIL', newEmail, maskedEmail, 'email'],
] as const;

test.for(cases)('%s a new contact %s is pending until the link in the message that goes to it is confirmed, signed in or not; then it is in force', async ([, kind, newAddress, mask, field]) => {
  const member = await register(client);
  const before = (await readContacts(client, member.token)).contacts;
  const to = newAddress();
  const token = await askForContact(client, member.token, { kind, to });
  const pending = [{ kind, label: mask(to), expiresAt: expect.any(String) }];
  expect((await readContacts(client, member.token)).contacts).toEqual({ ...before, pending });

  expect(await confirmContact(client, token)).toEqual({ isConfirmed: true, userErrors: [] });
  expect((await readContacts(client, member.token)).contacts).toEqual({ ...before, [field]: mask(to), pending: [] });
});

test.for(cases)('%s (%s) the link is good for the time that the policy states, and no longer; a newer one replaces it', async ([, kind, newAddress, mask, field]) => {
  const member = await register(client);
  const { data } = await client.send('{ policy { account { contactConfirmation } } }');
  expect(data.policy.account.contactConfirmation).toBe('P1D');
  const [first, second] = [newAddress(), newAddress()];
  const before = (await readContacts(client, member.token)).contacts[field];
  const replaced = await askForContact(client, member.token, { kind, to: first });
  const late = await askForContact(client, member.token, { kind, to: second });
  expect((await readContacts(client, member.token)).contacts.pending).toMatchObject([{ kind, label: mask(second) }]);
  const notFound = { isConfirmed: false, userErrors: [{ code: 'CONFIRMATION_NOT_FOUND', path: ['token'] }] };
  expect(await confirmContact(client, replaced)).toMatchObject(notFound);
  expect(await confirmContact(client, `${late}x`)).toMatchObject(notFound);
  await client.advance('PT24H');
  expect(await confirmContact(client, late)).toMatchObject(notFound);
  const token = await signIn(client, member);
  expect((await readContacts(client, token)).contacts).toMatchObject({ [field]: before, pending: [] });

  const inTime = await askForContact(client, token, { kind, to: newAddress() });
  await client.advance('PT23H59M');
  expect((await confirmContact(client, inTime)).isConfirmed).toBe(true);
});

test('TX-ACC-045 until a new contact e-mail is confirmed, subscribed notices go on to the present one; then to the new one', async () => {
  const member = await register(client);
  const to = newEmail();
  const token = await askForContact(client, member.token, { kind: 'EMAIL', to });
  const before = await notify(graph, { accountId: member.id });
  expect(await heard(client, member.email, before)).toHaveLength(1);
  // What is to be sent has been sent then, so that what has not come will not.
  await client.advance('PT0S');
  expect(await saidTo(client, to, before)).toEqual([]);

  await confirmContact(client, token);
  const after = await notify(graph, { accountId: member.id });
  expect(await heard(client, to, after)).toHaveLength(1);
  await client.advance('PT0S');
  expect(await saidTo(client, member.email, after)).toEqual([]);
});

test('TX-ACC-037 subscribed notices go to the contact phone, codes that prove who is there to the security phone', async () => {
  const member = await register(client);
  const to = newPhone();
  await moveContact(client, member.token, { kind: 'PHONE', to });
  const about = await notify(graph, { accountId: member.id });
  expect(await heard(client, to, about)).toHaveLength(1);
  await client.advance('PT0S');
  expect(await saidTo(client, member.phone, about)).toEqual([]);

  const atContact = await client.messages(to);
  const atSecurity = await client.messages(member.phone);
  await startChallenge(client, member.token, 'CHANGE_PASSWORD', 'SMS');
  expect(await client.nextCode(member.phone, atSecurity)).toMatch(/^\d{6}$/);
  expect(await client.messages(to)).toEqual(atContact);
});

const emailsOf = async (token: string): Promise<{ contact: string; security: string; login: string }> => {
  const { contacts, security, loginMethods } = await readContacts(client, token);
  return { contact: contacts.email, security: security.email, login: loginMethods[0].label };
};

test('TX-ACC-038 contact e-mail, security e-mail and login e-mail are three: each is read for itself, and changing one leaves the others', async () => {
  const member = await register(client, { email: `a${newEmail()}` });
  const [second, third] = [`b${newEmail()}`, `c${newEmail()}`];
  await stepUp(client, member, 'CHANGE_SECURITY_EMAIL');
  await moveContact(client, member.token, { kind: 'EMAIL', to: second, syncSecurityEmail: true });
  await moveContact(client, member.token, { kind: 'EMAIL', to: third });
  expect(await emailsOf(member.token)).toEqual({ contact: 'c***@example.com', security: 'b***@example.com', login: 'a***@example.com' });
});

test('TX-ACC-046 with syncSecurityEmail the security e-mail becomes the same when the contact is confirmed; without it, it stays', async () => {
  const member = await register(client, { email: `a${newEmail()}` });
  await moveContact(client, member.token, { kind: 'EMAIL', to: `b${newEmail()}`, syncSecurityEmail: false });
  expect(await emailsOf(member.token)).toMatchObject({ contact: 'b***@example.com', security: 'a***@example.com' });

  const to = `c${newEmail()}`;
  const synced = { kind: 'EMAIL' as const, to, syncSecurityEmail: true };
  // It changes what the account is protected by.
  expect((await sendChangeContact(client, member.token, synced)).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'CHANGE_SECURITY_EMAIL' });
  expect(await client.messages(to)).toEqual([]);
  await stepUp(client, member, 'CHANGE_SECURITY_EMAIL');
  const token = await askForContact(client, member.token, synced);
  expect(await emailsOf(member.token)).toMatchObject({ contact: 'b***@example.com', security: 'a***@example.com' });
  expect((await confirmContact(client, token)).isConfirmed).toBe(true);
  expect(await emailsOf(member.token)).toMatchObject({ contact: 'c***@example.com', security: 'c***@example.com' });
});

test('TX-ACC-039 when security e-mail and contact e-mail differ, the holder is advised; nothing is refused', async () => {
  const member = await register(client);
  const advice = async (): Promise<string[]> => (await readContacts(client, member.token)).advice.map(({ code }: { code: string }) => code);
  expect(await advice()).toEqual([]);
  await moveContact(client, member.token, { kind: 'EMAIL', to: newEmail() });
  expect(await advice()).toEqual(['CONTACT_EMAIL_DIFFERS']);
  const { data } = await client.send('{ viewer { advice { code message } } }', {}, { token: member.token, headers: { 'accept-language': 'zh-CN' } });
  expect(data.viewer.advice[0].message).toMatch(/邮箱/);
  expect(await signIn(client, member)).toBeTruthy();
});

test('TX-ACC-040 in part a user has an id, a remark, and a contact phone, e-mail and WeChat; the remark is edited (there are no sub-users yet)', async () => {
  const member = await register(client);
  const remark = '值班：9–17 点\nCall Han Meimei first.';
  expect((await setContactRemark(client, member.token, ` ${remark} `)).contacts.remark).toBe(remark);
  const viewer = await readContacts(client, member.token);
  expect(viewer).toMatchObject({ id: member.id, contacts: { remark, phone: maskedPhone(member.phone), email: maskedEmail(member.email), wechat: null } });
  expect((await setContactRemark(client, member.token, 'x'.repeat(501))).userErrors).toMatchObject([{ code: 'REMARK_TOO_LONG', path: ['remark'] }]);
  expect((await setContactRemark(client, member.token, 'a\u0007b')).userErrors).toMatchObject([{ code: 'TEXT_INVALID', path: ['remark'] }]);
  expect((await readContacts(client, member.token)).contacts.remark).toBe(remark);
  expect((await setContactRemark(client, member.token, '')).contacts.remark).toBeNull();
});

test('TX-ACC-040 in part the contact WeChat is whose app confirmed the scan, at once and by name; a ticket of another account, of another kind or used before sets none', async () => {
  const [member, other] = [await register(client), await register(client)];
  const scan = { purpose: 'BIND' as const, token: member.token };
  const [first, second] = [`weixin-${newPhone().slice(4)}`, `weixin-${newPhone().slice(4)}`];
  const scanned = await scanAs(client, 'WECHAT', { as: first }, scan);
  const notFound = [{ code: 'SCAN_NOT_FOUND', path: ['ticket'] }];
  expect((await changeContact(client, other.token, { kind: 'WECHAT', ...scanned })).userErrors).toMatchObject(notFound);
  expect((await changeContact(client, member.token, { kind: 'WECHAT', ...(await scanAs(client, 'QQ', { as: newPhone().slice(4) }, scan)) })).userErrors).toMatchObject(notFound);
  expect((await readContacts(client, member.token)).contacts.wechat).toBeNull();

  const answers = await fifty(() => changeContact(client, member.token, { kind: 'WECHAT', ...scanned }));
  expect(answers.filter(({ contacts }) => contacts)).toHaveLength(1);
  const shown = (await readContacts(client, member.token)).contacts;
  expect(shown).toMatchObject({ wechat: expect.stringContaining(first), phone: maskedPhone(member.phone), pending: [] });
  expect((await changeContact(client, member.token, { kind: 'WECHAT', ...scanned })).userErrors).toMatchObject(notFound);
  await changeContact(client, member.token, { kind: 'WECHAT', ...(await scanAs(client, 'WECHAT', { as: second }, scan)) });
  expect((await readContacts(client, member.token)).contacts.wechat).toContain(second);
  expect((await readContacts(client, other.token)).contacts.wechat).toBeNull();
});

test('a link is used once, also fifty times at once: the contact changes once, and each address hears of it once; a second time changes nothing', async () => {
  const member = await register(client);
  const to = newEmail();
  const token = await askForContact(client, member.token, { kind: 'EMAIL', to });
  const answers = await fifty(() => confirmContact(client, token));
  expect(answers).toEqual(Array.from({ length: 50 }, () => ({ isConfirmed: true, userErrors: [] })));
  expect(await confirmContact(client, token)).toEqual({ isConfirmed: true, userErrors: [] });
  await client.advance('PT0S');
  for (const address of [member.email, to]) expect((await client.messages(address)).filter(({ subject }) => subject === 'Your contact e-mail was changed'), address).toHaveLength(1);
  expect((await readContacts(client, member.token)).contacts.email).toBe(maskedEmail(to));
});

test('of fifty requests at once for fifty addresses one is pending, and its link alone is good', async () => {
  const member = await register(client);
  const addresses = Array.from({ length: 50 }, newEmail);
  const answers = await fifty((index) => changeContact(client, member.token, { kind: 'EMAIL', to: addresses[index] }));
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  await client.advance('PT0S');
  const tokens = await Promise.all(addresses.map(async (to) => tokenOf((await client.messages(to))[0]!)));
  const confirmed: boolean[] = [];
  for (const token of tokens) confirmed.push((await confirmContact(client, token)).isConfirmed);
  expect(confirmed.filter(Boolean)).toHaveLength(1);
  expect((await readContacts(client, member.token)).contacts).toMatchObject({ email: maskedEmail(addresses[confirmed.indexOf(true)]!), pending: [] });
});

test('nobody but the holder asks for a contact, whatever is missing or impossible is told with its place, and there is none to be removed', async () => {
  expect((await sendChangeContact(client, undefined, { kind: 'EMAIL', to: newEmail() })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  const member = await register(client);
  const codesOf = async (input: Record<string, unknown>) => (await changeContact(client, member.token, input)).userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, ...path]);
  expect(await codesOf({ kind: 'EMAIL' })).toEqual([['FIELD_REQUIRED', 'to']]);
  expect(await codesOf({ kind: 'PHONE', to: null })).toEqual([['FIELD_REQUIRED', 'to']]);
  expect(await codesOf({ kind: 'EMAIL', to: '' })).toEqual([['EMAIL_INVALID', 'to']]);
  expect(await codesOf({ kind: 'EMAIL', to: member.phone })).toEqual([['EMAIL_INVALID', 'to']]);
  expect(await codesOf({ kind: 'PHONE', to: member.email })).toEqual([['PHONE_INVALID', 'to']]);
  expect(await codesOf({ kind: 'WECHAT' })).toEqual([['FIELD_REQUIRED', 'ticket']]);
  expect(await codesOf({ kind: 'WECHAT', ticket: 'x', authorisationCode: 'y' })).toEqual([['SCAN_NOT_FOUND', 'ticket']]);
  expect((await readContacts(client, member.token)).contacts.pending).toEqual([]);
});

test('the contacts in force are what other services are given', async () => {
  const member = await register(client);
  const [email, phone] = [newEmail(), newPhone()];
  const contacts = async (accountId: string) => (await askAsService(graph, 'account', 'query($id: ID!) { contactsOfAccount(accountId: $id) { phone email } }', { id: accountId })).data.contactsOfAccount;
  const token = await askForContact(client, member.token, { kind: 'EMAIL', to: email });
  await moveContact(client, member.token, { kind: 'PHONE', to: phone });
  expect(await contacts(member.id)).toEqual({ phone, email: member.email });
  await confirmContact(client, token);
  expect(await contacts(member.id)).toEqual({ phone, email });
  expect(await contacts('100000000000')).toBeNull();
});
