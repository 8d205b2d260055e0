import { expect, test } from 'vitest';
import { maskedEmail, maskedPhone } from '../../support/contacts.ts';
import { dumpStores } from '../../support/dump-stores.ts';
import { register, sendSignIn, signIn, stepUp, type Member } from '../../support/journeys.ts';
import { newPhone } from '../../support/people.ts';
import { askForCode, changeSecurity, moveSecurityPhone, otherEmail, readAddresses, receiveContactCode, removePhone, sendAskForCode, sendChangeSecurity, stepUpBy } from '../../support/security-contacts.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';
import { answer, openStepUp, receiveChallengeCode, setProtection, tally } from './steps.ts';

const client = sharedClient();
const fifty = <T>(one: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));
const notTheCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

const kinds = [
  ['TX-SEC-005', 'Phone', newPhone, maskedPhone, 'phone', 'CHANGE_SECURITY_PHONE'],
  ['TX-SEC-007', 'Email', otherEmail, maskedEmail, 'email', 'CHANGE_SECURITY_EMAIL'],
] as const;

const securityOf = async (member: Pick<Member, 'token'>) => (await readAddresses(client, member)).security;

/** A member whose phone and e-mail may have got a code a moment ago. */
const aMember = async (operation?: string): Promise<Member> => {
  const member = await register(client);
  if (operation) await stepUp(client, member, operation);
  return member;
};

test.for(kinds)('%s %s: changed after the identity check and with the six digits sent to the new address, at once; without either it is refused', async ([, kind, newAddress, mask, field, operation]) => {
  const member = await aMember();
  const before = await securityOf(member);
  const to = newAddress();
  const unproved = { code: 'STEP_UP_REQUIRED', operation };
  expect((await sendAskForCode(client, member, kind, to)).errors[0]!.extensions).toMatchObject(unproved);
  expect((await sendChangeSecurity(client, member, kind, to, '000000')).errors[0]!.extensions).toMatchObject(unproved);
  expect(await client.messages(to)).toEqual([]);

  await stepUp(client, member, operation);
  expect((await changeSecurity(client, member, kind, to, '000000')).userErrors).toMatchObject([{ code: 'CODE_WRONG', path: ['code'] }]);
  const code = await receiveContactCode(client, member, kind, to);
  expect(code).toMatch(/^\d{6}$/);
  for (const wrong of [notTheCode(code), code.slice(1), `${code}0`]) expect((await changeSecurity(client, member, kind, to, wrong)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await securityOf(member))[field]).toBe(before[field]);
  const changed = await changeSecurity(client, member, kind, to, code);
  expect(changed).toMatchObject({ userErrors: [], security: { [field]: mask(to) } });
  expect((await securityOf(member))[field]).toBe(mask(to));
  // The code was good once.
  const other = await aMember(operation);
  expect((await changeSecurity(client, other, kind, to, code)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
});

test.for([['Phone', 'EMAIL'], ['Email', 'SMS']] as const)('TX-SEC-005 TX-SEC-007 %s: who cannot be checked there takes the backup method (%s)', async ([kind, method]) => {
  const member = await aMember();
  const operation = kind === 'Phone' ? 'CHANGE_SECURITY_PHONE' : 'CHANGE_SECURITY_EMAIL';
  await stepUpBy(client, member, operation, method, method === 'SMS' ? member.phone : member.email);
  const to = kind === 'Phone' ? newPhone() : otherEmail();
  expect((await changeSecurity(client, member, kind, to, await receiveContactCode(client, member, kind, to))).userErrors).toEqual([]);
});

test('TX-SEC-005 a number without country code is one of +86, however it is written; other countries name theirs', async () => {
  const { data } = await client.send('{ policy { security { contactCountries } } }');
  expect(data.policy.security.contactCountries[0]).toBe('CN');
  const member = await aMember('CHANGE_SECURITY_PHONE');
  const to = newPhone();
  const national = to.slice(3);
  const seen = await client.messages(to);
  expect((await askForCode(client, member, 'Phone', national)).userErrors).toEqual([]);
  const code = await client.nextCode(to, seen);
  expect((await changeSecurity(client, member, 'Phone', `0086 ${national.slice(0, 3)}-${national.slice(3)}`, code)).security.phone).toBe(maskedPhone(to));
  for (const phone of ['12345', 'li.lei@example.com', '+861012345678', '']) expect((await askForCode(client, await aMember('CHANGE_SECURITY_PHONE'), 'Phone', phone)).userErrors).toMatchObject([{ code: 'PHONE_INVALID', path: ['phone'] }]);
  const abroad = await aMember('CHANGE_SECURITY_PHONE');
  const elsewhere = `+8526${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
  expect((await changeSecurity(client, abroad, 'Phone', elsewhere, await receiveContactCode(client, abroad, 'Phone', elsewhere))).security.phone).toMatch(/^\+852 /);
});

test('TX-SEC-003 after the change codes go to the new security phone, and never to the contact phone', async () => {
  const member = await aMember();
  const [old, to] = [member.phone, newPhone()];
  expect((await moveSecurityPhone(client, member, to)).userErrors).toEqual([]);
  expect((await readAddresses(client, member)).contacts.phone).toBe(maskedPhone(old));
  const atContact = (await client.messages(old)).filter(({ code }) => code !== null);
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  expect((await answer(client, id, 'SMS', await receiveChallengeCode(client, id, 'SMS', to, member.token), member)).userErrors).toEqual([]);
  expect((await client.messages(old)).filter(({ code }) => code !== null)).toEqual(atContact);
});

test('TX-SEC-004 after the change codes by e-mail go to the new security e-mail', async () => {
  const member = await aMember('CHANGE_SECURITY_EMAIL');
  const to = otherEmail();
  expect((await changeSecurity(client, member, 'Email', to, await receiveContactCode(client, member, 'Email', to), { alsoContactEmail: false })).userErrors).toEqual([]);
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  const code = await receiveChallengeCode(client, id, 'EMAIL', to, member.token);
  expect((await answer(client, id, 'EMAIL', code, member)).userErrors).toEqual([]);
});

test('TX-SEC-008 the contact e-mail becomes the same address, as a form shows it ticked, and stays when it was unticked; login e-mail and phones stay in any case', async () => {
  for (const [more, follows] of [[{}, true], [{ alsoContactEmail: true }, true], [{ alsoContactEmail: false }, false]] as const) {
    const member = await register(client);
    await stepUp(client, member, 'CHANGE_SECURITY_EMAIL');
    const to = otherEmail();
    expect((await changeSecurity(client, member, 'Email', to, await receiveContactCode(client, member, 'Email', to), more)).userErrors).toEqual([]);
    const phone = maskedPhone(member.phone);
    expect(await readAddresses(client, member)).toMatchObject({ security: { email: maskedEmail(to), phone }, contacts: { email: maskedEmail(follows ? to : member.email), phone } });
    expect((await sendSignIn(client, member.email, member.password)).data.signIn.userErrors).toEqual([]);
  }
});

test.for(kinds)('%s (%s) the old address and the new one, and the other kind, are told, with what to do when it was somebody else; until it is confirmed nobody is', async ([, kind, newAddress, mask, , operation]) => {
  const member = await aMember(operation);
  const to = newAddress();
  const code = await receiveContactCode(client, member, kind, to);
  const isTold = ({ text }: { text: string }) => text.includes('If this was not you, change your password, sign out everywhere');
  for (const address of [member.phone, member.email, to]) expect((await client.messages(address)).filter(isTold)).toEqual([]);
  expect((await changeSecurity(client, member, kind, to, code)).userErrors).toEqual([]);
  await client.advance('PT0S');
  for (const address of [member.phone, member.email, to]) {
    const told = (await client.messages(address)).filter(isTold);
    expect(told, address).toHaveLength(1);
    expect(told[0]!.text).toContain(mask(to));
    expect(told[0]!.text).not.toContain(to);
  }
});

test('what rests on the old phone ends with it: open challenges, also of a sign-in, and what was proved by it, in every session; what was proved otherwise stays', async () => {
  const member = await aMember('SET_LOGIN_PROTECTION');
  const byEmail = { ...member, token: await signIn(client, member) };
  await setProtection(client, member.token, 'setLoginProtection', ['SMS']);
  await stepUpBy(client, byEmail, 'BIND_MFA', 'EMAIL', member.email);
  const { challenge } = (await sendSignIn(client, member.email, member.password)).data.signIn;
  await client.advance('PT1M');
  const atOld = await receiveChallengeCode(client, challenge.id, 'SMS', member.phone);
  const open = await openStepUp(client, member.token, 'BIND_MFA');

  const to = newPhone();
  expect((await changeSecurity(client, member, 'Phone', to, await receiveContactCode(client, member, 'Phone', to))).userErrors).toEqual([]);
  for (const [id, holder] of [[challenge.id, undefined], [open.id, member]] as const) expect((await answer(client, id, 'SMS', atOld, holder)).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND' }]);
  expect((await securityOf(member)).steppedUpUntil).toBeNull();
  expect((await securityOf(byEmail)).steppedUpUntil).not.toBeNull();
  const fresh = (await sendSignIn(client, member.email, member.password)).data.signIn.challenge;
  expect((await answer(client, fresh.id, 'SMS', await receiveChallengeCode(client, fresh.id, 'SMS', to))).session.token).toBeTruthy();
});

test.for(kinds)('%s (%s) a code is good for the account that asked for it and for ten minutes; of fifty guesses at once five are looked at', async ([, kind, newAddress, , , operation]) => {
  const [member, other] = [await aMember(operation), await aMember(operation)];
  const to = newAddress();
  const code = await receiveContactCode(client, member, kind, to);
  expect((await changeSecurity(client, other, kind, to, code)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  const guesses = await fifty(() => changeSecurity(client, member, kind, to, notTheCode(code)));
  expect(tally(guesses.map(({ userErrors }) => userErrors[0].code))).toEqual({ CODE_WRONG: 50 });
  expect((await changeSecurity(client, member, kind, to, code)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  await client.advance('PT1M');
  const late = await receiveContactCode(client, member, kind, to);
  await client.advance('PT10M');
  expect((await changeSecurity(client, member, kind, to, late)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
});

test.for(kinds)('%s (%s) of fifty confirmations at once one changes it, and each address is told once', async ([, kind, newAddress, mask, field, operation]) => {
  const member = await aMember(operation);
  const to = newAddress();
  const code = await receiveContactCode(client, member, kind, to);
  // One that comes after another has won has no proof any more where that rested on the old phone.
  const answers = await fifty(() => sendChangeSecurity(client, member, kind, to, code));
  const won = answers.filter(({ data }) => Object.values(data ?? {}).some((payload) => (payload as { security: unknown } | null)?.security));
  expect(won).toHaveLength(1);
  expect((await securityOf(member))[field]).toBe(mask(to));
  await client.advance('PT0S');
  expect((await client.messages(to)).filter(({ text }) => text.includes('Of your account'))).toHaveLength(1);
});

test('a new address gets one code a minute and ten an hour, from whichever account; an account gets ten an hour for any number of addresses', async () => {
  const [member, other] = [await aMember('CHANGE_SECURITY_PHONE'), await aMember('CHANGE_SECURITY_PHONE')];
  const to = newPhone();
  const burst = await fifty((index) => askForCode(client, index % 2 ? member : other, 'Phone', to));
  expect(burst.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  expect(burst.flatMap(({ userErrors }) => userErrors)[0]).toMatchObject({ code: 'CODE_SENT_RECENTLY', path: ['phone'], policy: 'security.codes.resendAfter', limit: 'PT1M' });
  expect(await client.messages(to)).toHaveLength(1);
  const third = await aMember('CHANGE_SECURITY_PHONE');
  const many = await fifty(async () => (await sendAskForCode(client, third, 'Phone', newPhone())).errors[0]?.extensions.code ?? 'SENT');
  expect(tally(many)).toEqual({ SENT: 10, RATE_LIMITED: 40 });
  await client.advance('PT1H');
  await stepUp(client, third, 'CHANGE_SECURITY_PHONE');
  expect((await askForCode(client, third, 'Phone', newPhone())).userErrors).toEqual([]);
});

test('the present address is no new one, and what is not offered is refused', async () => {
  const member = await aMember('CHANGE_SECURITY_PHONE');
  expect((await askForCode(client, member, 'Phone', member.phone)).userErrors).toMatchObject([{ code: 'SECURITY_CONTACT_UNCHANGED', path: ['phone'] }]);
  expect((await askForCode(client, member, 'Email', member.email)).userErrors).toMatchObject([{ code: 'SECURITY_CONTACT_UNCHANGED', path: ['email'] }]);
  expect((await removePhone(client, member)).userErrors).toMatchObject([{ code: 'SECURITY_PHONE_NOT_REMOVABLE', policy: 'security.contacts.mayRemovePhone', limit: 'false' }]);
});

test('nothing of a new phone or e-mail is readable in the stores, before, during or after', async () => {
  const member = await aMember('CHANGE_SECURITY_EMAIL');
  const [phone, email] = [newPhone(), otherEmail()];
  const mailed = await receiveContactCode(client, member, 'Email', email);
  const sms = await receiveContactCode(client, member, 'Phone', phone);
  const isSealed = async () => {
    const stored = JSON.stringify(await dumpStores(sharedGraph));
    for (const plain of [phone, phone.slice(3), email, mailed, sms]) expect(stored.includes(`"${plain}"`) || (plain.length > 6 && stored.includes(plain)), plain).toBe(false);
  };
  await isSealed();
  expect((await changeSecurity(client, member, 'Email', email, mailed)).userErrors).toEqual([]);
  expect((await changeSecurity(client, member, 'Phone', phone, sms)).userErrors).toEqual([]);
  await isSealed();
});

test('the change is kept in the list of notices, once', async () => {
  const member = await aMember();
  await moveSecurityPhone(client, member, newPhone());
  await client.advance('PT0S');
  const { data } = await client.send('{ viewer { notices { nodes { title } } } }', {}, { token: member.token });
  expect(data.viewer.notices.nodes.filter(({ title }: { title: string }) => title === 'Security contact changed')).toHaveLength(1);
});
