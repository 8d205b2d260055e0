import { randomInt } from 'node:crypto';
import { expect } from 'vitest';
import type { Answer, Client } from './client.ts';
import { agreementsOf, receiveCode, sendRegistration } from './journeys.ts';
import { newPassword, newPhone } from './people.ts';

/** Registering in other ways than by e-mail. */

export interface Registered {
  id: string;
  token: string;
  phone: string;
  password: string;
  username: string | null;
}

export const newUsername = (): string => `tiger-${randomInt(1e9)}`;

/** Everything that registering with a user name takes. */
export const prepareByUsername = async (client: Client, given: { username?: string; phone?: string; password?: string } = {}) => {
  const { username = newUsername(), phone = newPhone(), password = newPassword() } = given;
  return { kind: 'USERNAME', username, phone, phoneCode: await receiveCode(client, phone), password, agreements: await agreementsOf(client) };
};

/** Everything that registering with a phone takes, in the policies whose accounts have a password and in those whose passports have none. */
export const prepareByPhone = async (client: Client, given: { phone?: string; password?: string } = {}) => {
  const { phone = newPhone(), password = newPassword() } = given;
  return { kind: 'PHONE', phone, phoneCode: await receiveCode(client, phone), password, passwordAgain: password, agreements: await agreementsOf(client) };
};

const registered = (answer: Answer, input: { phone: string; password: string; username?: string }): Registered => {
  expect(answer.errors, JSON.stringify(answer.errors)).toEqual([]);
  const { account, session, userErrors } = answer.data.registerAccount;
  expect(userErrors).toEqual([]);
  return { id: account.id, token: session.token, phone: input.phone, password: input.password, username: input.username ?? null };
};

export const registerByUsername = async (client: Client, given: Parameters<typeof prepareByUsername>[1] = {}): Promise<Registered> => {
  const input = await prepareByUsername(client, given);
  return registered(await sendRegistration(client, input), input);
};

export const registerByPhone = async (client: Client, given: Parameters<typeof prepareByPhone>[1] = {}): Promise<Registered> => {
  const input = await prepareByPhone(client, given);
  return registered(await sendRegistration(client, input), input);
};
