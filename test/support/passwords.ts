import { expect } from 'vitest';
import type { Answer, Client, Message, Options } from './client.ts';
import { answerChallenge, type Member } from './journeys.ts';

/** What people do about their passwords. */

const refusal = 'userErrors { code message path policy limit retryAfter }';

const changeDocument = `mutation($input: ChangePasswordInput!) { changePassword(input: $input) { account { id } ${refusal} } }`;
const requestDocument = `mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { resendAfter expiresAt ${refusal} } }`;
const resetDocument = `mutation($input: ResetPasswordInput!) {
  resetPassword(input: $input) { isReset challenge { id purpose methods operation expiresAt } accounts { id nickname username registeredAt } ${refusal} }
}`;

const payloadOf = ({ data, errors }: Answer, field: string): Answer['data'] => {
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data[field];
};

export const changePassword = async (client: Client, token: string, currentPassword: string, newPassword: string): Promise<Answer['data']> =>
  payloadOf(await client.send(changeDocument, { input: { currentPassword, newPassword } }, { token }), 'changePassword');

export const sendResetRequest = (client: Client, input: Record<string, unknown>, options?: Options): Promise<Answer> => client.send(requestDocument, { input }, options);

export const requestReset = async (client: Client, input: Record<string, unknown>): Promise<Answer['data']> => payloadOf(await sendResetRequest(client, input), 'requestPasswordReset');

export const sendReset = (client: Client, input: Record<string, unknown>): Promise<Answer> => client.send(resetDocument, { input });

export const reset = async (client: Client, input: Record<string, unknown>): Promise<Answer['data']> => payloadOf(await sendReset(client, input), 'resetPassword');

/** The one refusal of an answer. */
export const codeOf = ({ userErrors }: { userErrors: { code: string }[] }): string | undefined => userErrors[0]?.code;

/** The first new message that is meant; others may arrive before it. */
export const nextMeant = async (client: Client, to: string, seen: Message[], isMeant: (message: Message) => boolean): Promise<Message> => {
  for (let heard = seen; ; ) {
    const message = await client.nextMessage(to, heard);
    if (isMeant(message)) return message;
    heard = [...heard, message];
  }
};

/** Asks for a link and reads its mail. */
export const receiveLink = async (client: Client, email: string): Promise<{ token: string; link: string; mail: Message }> => {
  const seen = await client.messages(email);
  expect(await requestReset(client, { account: email })).toMatchObject({ userErrors: [] });
  const mail = await nextMeant(client, email, seen, ({ links }) => links.length > 0);
  const link = mail.links[0]!;
  return { token: new URL(link).searchParams.get('token')!, link, mail };
};

/** Asks for a code to reset with, and reads it from the mailbox or the phone. */
export const receiveResetCode = async (client: Client, to: string, input: Record<string, unknown> = { account: to }): Promise<string> => {
  const seen = await client.messages(to);
  expect(await requestReset(client, input)).toMatchObject({ userErrors: [] });
  return client.nextCode(to, seen);
};

/** Answers the challenge of a reset by SMS. */
export const passBySms = async (client: Client, challengeId: string, phone: string): Promise<void> => {
  const seen = await client.messages(phone);
  const { data } = await client.send('mutation($input: SendChallengeCodeInput!) { sendChallengeCode(input: $input) { sentTo userErrors { code } } }', { input: { challengeId, method: 'SMS' } });
  expect(data.sendChallengeCode.userErrors).toEqual([]);
  const answered = await answerChallenge(client, challengeId, 'SMS', await client.nextCode(phone, seen));
  expect(answered.data.answerChallenge).toMatchObject({ session: null, steppedUpUntil: null, userErrors: [] });
};

/** Goes the whole way of a forgotten password: link, new password, proof by SMS. */
export const resetByLink = async (client: Client, { email, phone }: Pick<Member, 'email' | 'phone'>, newPassword: string): Promise<Answer['data']> => {
  const { token } = await receiveLink(client, email);
  const { challenge } = await reset(client, { token, newPassword });
  await passBySms(client, challenge.id, phone);
  return reset(client, { token, newPassword, challengeId: challenge.id });
};
