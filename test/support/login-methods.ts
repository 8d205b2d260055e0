import { expect } from 'vitest';
import type { Answer, Client } from './client.ts';
import { stepUp, type Member } from './journeys.ts';
import { newEmail } from './people.ts';
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
  newPasswordRepeated: newPassword,
});

/** A scan that the person has approved, to bind the identity to the holder's account. */
export const prepareScan = async (client: Client, { token }: Holder, kind: string, deed: Deed): Promise<{ kind: string; ticket: string; authorisationCode: string }> => ({
  kind,
  ...(await scanAs(client, kind, deed, { purpose: 'BIND', token })),
});

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
