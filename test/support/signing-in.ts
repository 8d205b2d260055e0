import { expect } from 'vitest';
import { patiently, type Answer, type Client, type Options } from './client.ts';
import { scanAs, type Deed } from './scans.ts';

/** Signing in by any method, with all that comes of it. */

const fields = `session { id token duty } challenge { id reason methods mayTrustDevice } choice { ticket expiresAt accounts { id nickname username registeredAt } }
  unknownIdentity { ticket kind name choices expiresAt } deviceToken isNewAccount userErrors { code message path policy limit retryAfter }`;

/** Signs in. */
export const sendSignInWith = (client: Client, input: Record<string, unknown>, options?: Options): Promise<Answer> =>
  patiently(() => client.send(`mutation($input: SignInInput!) { signIn(input: $input) { ${fields} } }`, { input }, options));

/** What came of it; the test fails when that is an error. */
export const signInWith = async (client: Client, input: Record<string, unknown>, options?: Options): Promise<Answer['data']> => {
  const { data, errors } = await sendSignInWith(client, input, options);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.signIn;
};

/** Why it was refused; undefined when it was not. */
export const refusalOf = async (client: Client, input: Record<string, unknown>, options?: Options): Promise<string | undefined> => (await signInWith(client, input, options)).userErrors[0]?.code;

export const choose = async (client: Client, ticket: string, accountId: string): Promise<Answer['data']> => {
  const { data, errors } = await client.send(`mutation($input: ChooseAccountInput!) { chooseAccount(input: $input) { ${fields} } }`, { input: { ticket, accountId } });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.chooseAccount;
};

export interface Viewer {
  id: string;
  appId: string;
  kind: string;
  status: string;
}

export const viewerOf = async (client: Client, token: string): Promise<Viewer> => {
  const { data, errors } = await client.send('{ viewer { id appId kind status } }', {}, { token });
  expect(errors).toEqual([]);
  return data.viewer;
};

/** The account that a sign-in opens; the test fails when it opens none at once. */
export const accountOf = async (client: Client, input: Record<string, unknown>): Promise<string> => {
  const { session, userErrors } = await signInWith(client, input);
  expect(userErrors).toEqual([]);
  expect(session).not.toBeNull();
  return (await viewerOf(client, session.token)).id;
};

/** What a scan of a third party's QR code gives to sign in with. */
export const byThirdParty = async (client: Client, kind: string, deed: Deed): Promise<Record<string, unknown>> => ({ method: 'THIRD_PARTY', ...(await scanAs(client, kind, deed)) });

export const sendSignInCode = (client: Client, to: string): Promise<Answer> =>
  client.send('mutation($input: SendCodeInput!) { sendCode(input: $input) { resendAfter expiresAt userErrors { code path policy limit } } }', { input: { purpose: 'SIGN_IN', to } });

/** Asks for a code to sign in with, and reads it from the phone. */
export const receiveSignInCode = async (client: Client, phone: string): Promise<string> => {
  const seen = await client.messages(phone);
  expect((await sendSignInCode(client, phone)).data.sendCode.userErrors).toEqual([]);
  return client.nextCode(phone, seen);
};

/** What a code on the phone gives to sign in with. */
export const bySms = async (client: Client, phone: string): Promise<Record<string, unknown>> => ({ method: 'SMS', account: phone, code: await receiveSignInCode(client, phone) });
