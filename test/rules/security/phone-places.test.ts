import { expect, test } from 'vitest';
import { maskedPhone } from '../../support/contacts.ts';
import { prepareRegistration, register, sendRegistration, stepUp, type Member } from '../../support/journeys.ts';
import { newPhone } from '../../support/people.ts';
import { changeSecurity, moveSecurityPhone, readAddresses, receiveContactCode, sendChangeSecurity } from '../../support/security-contacts.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();
const fifty = <T>(one: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));
const notTheCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

const securityOf = async (member: Pick<Member, 'token'>) => (await readAddresses(client, member)).security;

/** A member whose phone and e-mail may have got a code a moment ago. */
const aMember = async (operation?: string): Promise<Member> => {
  const member = await register(client);
  if (operation) await stepUp(client, member, operation);
  return member;
};

/** Registers as many accounts with the phone as the policy lets it have, less some. */
const fillUp = async (phone: string, most: number): Promise<Member[]> => {
  const members: Member[] = [];
  for (let index = 0; index < most; index += 1) {
    members.push(await register(client, { phone }));
    await client.advance('PT1M');
  }
  return members;
};

const full = [{ code: 'PHONE_QUOTA_REACHED', path: ['phone'], policy: 'account.registration.accountsPerPhone', limit: '5' }];

test('TX-ACC-007 the sixth account is refused the phone, also as a security phone that is set later; told only to who has proved control of it, and nothing changes', async () => {
  const phone = newPhone();
  await fillUp(phone, 4);
  const [fifth, sixth] = [await aMember(), await aMember()];
  expect((await moveSecurityPhone(client, fifth, phone)).userErrors).toEqual([]);
  await stepUp(client, sixth, 'CHANGE_SECURITY_PHONE');
  await client.advance('PT1M');
  const code = await receiveContactCode(client, sixth, 'Phone', phone);
  expect((await changeSecurity(client, sixth, 'Phone', phone, notTheCode(code))).userErrors).toMatchObject([{ code: 'CODE_WRONG', policy: null, limit: null }]);
  expect((await changeSecurity(client, sixth, 'Phone', phone, code)).userErrors).toMatchObject(full);
  expect((await securityOf(sixth)).phone).toBe(maskedPhone(sixth.phone));
  const prepared = await prepareRegistration(client, { phone });
  expect((await sendRegistration(client, prepared)).data.registerAccount.userErrors).toMatchObject(full);
  // Nor has the refusal cost the old phone its place, or another number one.
  const another = newPhone();
  expect((await changeSecurity(client, sixth, 'Phone', another, await receiveContactCode(client, sixth, 'Phone', another))).userErrors).toEqual([]);
});

test('TX-ACC-008 who changes to another security phone gives a place free, at once and once, for a new account or for one that changes to it', async () => {
  const phone = newPhone();
  const [first, second] = await fillUp(phone, 5);
  expect((await moveSecurityPhone(client, first!, newPhone())).userErrors).toEqual([]);
  await client.advance('PT1M');
  const joiner = await register(client, { phone });
  const [late, later] = [await aMember(), await aMember()];
  await client.advance('PT1M');
  expect((await moveSecurityPhone(client, late, phone)).userErrors).toMatchObject(full);
  expect((await moveSecurityPhone(client, second!, newPhone())).userErrors).toEqual([]);
  await client.advance('PT1M');
  expect((await moveSecurityPhone(client, later, phone)).userErrors).toEqual([]);
  await client.advance('PT1M');
  // There and back again: the place is taken and given back each time.
  expect((await moveSecurityPhone(client, later, newPhone())).userErrors).toEqual([]);
  await client.advance('PT1M');
  expect((await moveSecurityPhone(client, later, phone)).userErrors).toEqual([]);
  await client.advance('PT1M');
  expect((await moveSecurityPhone(client, late, phone)).userErrors).toMatchObject(full);
  expect((await securityOf(joiner)).phone).toBe(maskedPhone(phone));
});

test('TX-ACC-007 of fifty requests at once for the last place of a phone, changes and registrations, one gets it', async () => {
  const phone = newPhone();
  await fillUp(phone, 4);
  const member = await aMember('CHANGE_SECURITY_PHONE');
  const code = await receiveContactCode(client, member, 'Phone', phone);
  const { phoneCode } = await prepareRegistration(client, { phone });
  const others: Record<string, unknown>[] = [];
  for (let index = 0; index < 5; index += 1) others.push({ ...(await prepareRegistration(client)), phone, phoneCode });
  const answers = await fifty((index) => (index % 2 ? sendRegistration(client, others[index % 5]!) : sendChangeSecurity(client, member, 'Phone', phone, code)));
  const won = answers.filter(({ data }) => data?.changeSecurityPhone?.security || data?.registerAccount?.account);
  expect(won).toHaveLength(1);
  const changed = won[0]!.data.changeSecurityPhone !== undefined;
  expect((await securityOf(member)).phone).toBe(maskedPhone(changed ? phone : member.phone));
});
