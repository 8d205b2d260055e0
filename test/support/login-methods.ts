import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Answer, Client, Message } from './client.ts';
import { agreementsOf, receiveCode, stepUp, type Member } from './journeys.ts';
import { newEmail, newPhone } from './people.ts';
import { sendRegister } from './registering.ts';
import { scanAs, type Deed } from './scans.ts';

/** What holders do with the login methods of their account; the `send…` ones give the answer as it came, the others its payload, and fail the test on a fault. */

export interface UserError {
  code: string;
  path: string[] | null;
  policy: string | null;
  limit: string | null;
}

type Holder = Pick<Member, 'token'>;

const methodFields = 'kind label isRegistrationMethod boundAt';
const reportFields = 'id isPassed conditions { kind isMet otherMethods { kind label } usedBy }';
const errorFields = 'code message path policy limit';

const mutation =
  (name: string, type: string, report = '') =>
  (client: Client, { token }: Holder, input: Record<string, unknown>): Promise<Answer> =>
    client.send(`mutation($input: ${type}!) { ${name}(input: $input) { account { id loginMethods { ${methodFields} } } ${report} userErrors { ${errorFields} } } }`, { input }, { token });

export const sendBind = mutation('bindLoginMethod', 'BindLoginMethodInput');
export const sendChange = mutation('changeLoginMethod', 'BindLoginMethodInput');
export const sendUnbind = mutation('unbindLoginMethod', 'UnbindLoginMethodInput', `report { ${reportFields} }`);
export const sendLink = mutation('linkIdentity', 'LinkIdentityInput');

/** The one payload of an answer that came without faults. */
export const payloadOf = ({ data, errors }: Answer): Answer['data'] => {
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return Object.values(data)[0];
};

export const codesOf = (answer: Answer): string[] => payloadOf(answer).userErrors.map(({ code }: UserError) => code);

/** Fails the test when it was refused. */
export const done = (answer: Answer): Answer['data'] => {
  const payload = payloadOf(answer);
  expect(payload.userErrors).toEqual([]);
  return payload;
};

const read = async (client: Client, { token }: Holder, fields: string): Promise<Answer['data']> => {
  const { data, errors } = await client.send(`{ viewer { ${fields} } }`, {}, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer;
};

export const readOptions = async (client: Client, holder: Holder): Promise<Answer['data']> => (await read(client, holder, `loginMethodOptions { kind description method { ${methodFields} } allowedActions }`)).loginMethodOptions;

export const readReport = async (client: Client, holder: Holder): Promise<Answer['data']> => (await read(client, holder, `unbindReport { ${reportFields} }`)).unbindReport;

/** The kinds that are bound, the registration method first. */
export const kindsOf = async (client: Client, holder: Holder): Promise<string[]> => (await read(client, holder, 'loginMethods { kind }')).loginMethods.map(({ kind }: { kind: string }) => kind);

export const sendCodeFor = (client: Client, purpose: string, to: string): Promise<Answer> =>
  client.send('mutation($input: SendCodeInput!) { sendCode(input: $input) { resendAfter expiresAt userErrors { code path policy limit retryAfter } } }', { input: { purpose, to } });

/** Has a code sent to an address that is to be bound, and reads it there. */
export const receiveBindCode = async (client: Client, to: string): Promise<string> => {
  const seen = await client.messages(to);
  done(await sendCodeFor(client, 'BIND_LOGIN_METHOD', to));
  return client.nextCode(to, seen);
};

/** Everything that an e-mail address is bound with, or put in place of another. */
export const prepareEmail = async (client: Client, { email = newEmail(), newPassword = 'Bound-Password-1' }: { email?: string; newPassword?: string } = {}) => ({
  kind: 'EMAIL',
  email,
  emailCode: await receiveBindCode(client, email),
  newPassword,
  newPasswordAgain: newPassword,
});

/** Everything that a phone is bound with, or put in place of another. */
export const preparePhone = async (client: Client, phone: string) => ({ kind: 'PHONE', phone, phoneCode: await receiveBindCode(client, phone) });

/** A scan that the person has approved, to bind the identity to the holder's account. */
export const prepareScan = async (client: Client, { token }: Holder, kind: string, deed: Deed): Promise<{ kind: string; ticket: string; authorisationCode: string }> => ({
  kind,
  ...(await scanAs(client, kind, deed, { purpose: 'BIND', token })),
});

/** A person, official account or company member whom nobody has met yet, as the provider's page shows them. */
export const newPerson = (kind: string): Deed => {
  const name = `p${randomInt(1e12)}`;
  if (kind === 'QQ') return { as: String(randomInt(1e8, 1e10)) };
  if (kind === 'WECOM') return { as: name, corp: `ww${name}`, role: 'CREATOR' };
  return kind === 'WECHAT_OFFICIAL' ? { as: name, account: `gh_${name}` } : { as: name };
};

/** Everything that registering with a third-party identity takes. */
export const prepareScannedRegistration = async (client: Client, kind: string, deed: Deed) => {
  const phone = newPhone();
  return { kind, ...(await scanAs(client, kind, deed)), phone, phoneCode: await receiveCode(client, phone), agreements: await agreementsOf(client) };
};

/** An account that was registered with a third-party identity. */
export const registerScanned = async (client: Client, kind: string, deed: Deed): Promise<Pick<Member, 'id' | 'token' | 'phone'>> => {
  const input = await prepareScannedRegistration(client, kind, deed);
  const { account, session } = done(await sendRegister(client, input));
  return { id: account.id, token: session.token, phone: input.phone };
};

/** Binds a third-party identity, after the step-up. */
export const bindScanned = async (client: Client, member: Pick<Member, 'token' | 'phone'>, kind: string, deed: Deed): Promise<Answer['data']> => {
  await stepUp(client, member, 'BIND_LOGIN_METHOD');
  return done(await sendBind(client, member, await prepareScan(client, member, kind, deed)));
};

/** Signs in with a third-party identity; gives the payload. */
export const signInScanned = async (client: Client, kind: string, deed: Deed, more: Record<string, unknown> = {}): Promise<Answer['data']> => {
  const scanned = await scanAs(client, kind, deed);
  return payloadOf(
    await client.send(
      `mutation($input: SignInInput!) {
        signIn(input: $input) { session { id token } choice { ticket accounts { id } } unknownIdentity { ticket kind name choices } userErrors { ${errorFields} } }
      }`,
      { input: { method: 'THIRD_PARTY', ...scanned, ...more } },
    ),
  );
};

/** Goes on with one of the accounts that an identity opens. */
export const choose = async (client: Client, ticket: string, accountId: string): Promise<Answer['data']> =>
  payloadOf(await client.send(`mutation($input: ChooseAccountInput!) { chooseAccount(input: $input) { session { id token } userErrors { ${errorFields} } } }`, { input: { ticket, accountId } }));

/** The message with this subject, as soon as it has come to the address. */
export const whenTold = async (client: Client, address: string, subject: RegExp): Promise<Message> => {
  for (let tries = 0; tries < 100; tries += 1) {
    // A text message has no subject: what it says begins alike.
    const found = (await client.messages(address)).find((message) => subject.test(message.subject ?? message.text));
    if (found) return found;
    await pause(50);
  }
  throw new Error(`Nothing like ${subject} came to ${address}.`);
};
