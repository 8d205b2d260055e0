import { randomInt } from 'node:crypto';
import { expect } from 'vitest';
import type { Answer, Client } from './client.ts';
import { agreementsOf, receiveCode } from './journeys.ts';
import { newPassword, newPhone } from './people.ts';

/** Becoming somebody in other ways than by e-mail; each step fails the test when it does not work, the `send…` ones give the answer as it came. */

export interface Registered {
  id: string;
  token: string;
  phone: string;
  password: string;
  username: string | null;
}

export const fifty = <T>(one: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));

export const newUsername = (): string => `tiger-${randomInt(1e9)}`;

const refused = 'userErrors { code message path policy limit }';

const registerDocument = `mutation($input: RegisterAccountInput!) {
  registerAccount(input: $input) {
    account { id appId kind username status registeredWith tenant { id name } loginMethods { kind isRegistrationMethod } }
    session { id token duty }
    advice { code message }
    ${refused}
  }
}`;

export const sendRegister = (client: Client, input: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Answer> => client.send(registerDocument, { input }, { headers });

const activateDocument = `mutation($input: ActivateAccountInput!) {
  activateAccount(input: $input) { account { id status nickname industry tenant { id name country activatedAt } } ${refused} }
}`;

export const sendActivate = (client: Client, token: string, input: Record<string, unknown>): Promise<Answer> => client.send(activateDocument, { input }, { token });

const signInDocument = `mutation($input: SignInInput!) {
  signIn(input: $input) { session { id token duty } challenge { id } choice { ticket accounts { id } } unknownIdentity { ticket choices } isNewAccount ${refused} }
}`;

export const sendSignInAs = (client: Client, input: Record<string, unknown>): Promise<Answer> => client.send(signInDocument, { input });

/** The one payload of an answer that came without faults. */
export const payloadOf = ({ data, errors }: Answer): Answer['data'] => {
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return Object.values(data as Record<string, unknown>)[0];
};

export const codesOf = (answer: Answer): string[] => payloadOf(answer).userErrors.map(({ code }: { code: string }) => code);

/** Code and field of everything that was refused. */
export const refusalsOf = (answer: Answer): string[] => payloadOf(answer).userErrors.map(({ code, path }: { code: string; path: string[] | null }) => [code, ...(path ?? [])].join(' '));

export const granted = (answer: Answer): Answer['data'] => {
  const payload = payloadOf(answer);
  expect(payload.userErrors).toEqual([]);
  return payload;
};

/** Everything that registering with a user name takes. */
export const prepareByUsername = async (client: Client, given: { username?: string; phone?: string; password?: string } = {}) => {
  const { username = newUsername(), phone = newPhone(), password = newPassword() } = given;
  return { kind: 'USERNAME', username, phone, phoneCode: await receiveCode(client, phone), password, agreements: await agreementsOf(client) };
};

/** Everything that registering with a phone takes, in the policies whose accounts have a password and in those whose passports need none. */
export const prepareByPhone = async (client: Client, given: { phone?: string; password?: string } = {}) => {
  const { phone = newPhone(), password = newPassword() } = given;
  return { kind: 'PHONE', phone, phoneCode: await receiveCode(client, phone), password, passwordAgain: password, agreements: await agreementsOf(client) };
};

const register = async (client: Client, input: { phone: string; password: string; username?: string }): Promise<Registered> => {
  const { account, session } = granted(await sendRegister(client, input));
  return { id: account.id, token: session.token, phone: input.phone, password: input.password, username: input.username ?? null };
};

export const registerByUsername = async (client: Client, given: Parameters<typeof prepareByUsername>[1] = {}): Promise<Registered> => register(client, await prepareByUsername(client, given));

export const registerByPhone = async (client: Client, given: Parameters<typeof prepareByPhone>[1] = {}): Promise<Registered> => register(client, await prepareByPhone(client, given));

/** Signs in, and gives the session with what it has to do first. */
export const signInAs = async (client: Client, input: Record<string, unknown>): Promise<{ token: string; duty: string | null }> => granted(await sendSignInAs(client, input)).session;

/** Activates the account of a session with nothing but what is asked, and gives it. */
export const activate = async (client: Client, token: string, more: Record<string, unknown> = {}): Promise<Answer['data']> =>
  granted(await sendActivate(client, token, { agreements: await agreementsOf(client), ...more })).account;

/** Whether the session may do what only a session without a duty may: the errors of a query for holders. */
export const tryProtected = async (client: Client, token: string): Promise<string[]> =>
  (await client.send('mutation { updateProfile(input: { industry: "GAMES" }) { account { id } userErrors { code } } }', {}, { token })).errors.map(({ extensions }) => extensions.code);
