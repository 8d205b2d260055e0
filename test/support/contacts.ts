import { expect } from 'vitest';
import type { Answer, Client, Message } from './client.ts';

/** What holders do about where their notices go. The steps give the payload, and fail the test on an error that is no refusal. */

const fields = 'contacts { phone email wechat remark pending { kind label expiresAt } }';

const payloadOf = ({ data, errors }: Answer, field: string): Answer['data'] => {
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data[field];
};

export const sendChangeContact = (client: Client, token: string | undefined, input: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Answer> =>
  client.send(`mutation($input: ChangeContactInput!) { changeContact(input: $input) { ${fields} userErrors { code message path policy limit retryAfter } } }`, { input }, { token, headers });

export const changeContact = async (client: Client, token: string, input: Record<string, unknown>): Promise<Answer['data']> =>
  payloadOf(await sendChangeContact(client, token, input), 'changeContact');

export const sendConfirmContact = (client: Client, token: string): Promise<Answer> =>
  client.send('mutation($input: ConfirmContactInput!) { confirmContact(input: $input) { isConfirmed userErrors { code message path } } }', { input: { token } });

export const confirmContact = async (client: Client, token: string): Promise<Answer['data']> => payloadOf(await sendConfirmContact(client, token), 'confirmContact');

export const setContactRemark = async (client: Client, token: string, remark: string): Promise<Answer['data']> =>
  payloadOf(
    await client.send(`mutation($input: SetContactRemarkInput!) { setContactRemark(input: $input) { ${fields} userErrors { code path } } }`, { input: { remark } }, { token }),
    'setContactRemark',
  );

export const readContacts = async (client: Client, token: string): Promise<Answer['data']> => {
  const { data, errors } = await client.send(`{ viewer { id ${fields} loginMethods { kind label } security { phone email } advice { code } } }`, {}, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer;
};

/** The token of the link in a message. */
export const tokenOf = ({ links }: Message): string => {
  expect(links).toHaveLength(1);
  return new URL(links[0]!).searchParams.get('token')!;
};

/** Asks for a new contact, and reads the token of the link where it arrives. */
export const askForContact = async (client: Client, token: string, input: { kind: 'PHONE' | 'EMAIL'; to: string; syncSecurityEmail?: boolean }): Promise<string> => {
  const seen = await client.messages(input.to);
  expect((await changeContact(client, token, input)).userErrors).toEqual([]);
  return tokenOf(await client.nextMessage(input.to, seen));
};

export const moveContact = async (client: Client, token: string, input: Parameters<typeof askForContact>[2]): Promise<void> => {
  expect(await confirmContact(client, await askForContact(client, token, input))).toEqual({ isConfirmed: true, userErrors: [] });
};

export const maskedEmail = (email: string): string => `${email[0]}***@${email.split('@')[1]}`;
export const maskedPhone = (phone: string): string => `+86 ${phone.slice(3, 6)}****${phone.slice(-4)}`;
