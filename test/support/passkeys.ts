import { expect } from 'vitest';
import type { Answer, Client } from './client.ts';
import { stepUp, type Member } from './journeys.ts';
import { createAuthenticator, type Authenticator, type Behaviour } from './software-authenticator.ts';

/** What a page does with passkeys; each step gives the payload, or fails the test on an error that is no refusal. */

/** Passkeys of a graph on this machine are made on its own pages, at localhost. */
export const newAuthenticator = ({ url }: { url: string }): Authenticator => createAuthenticator(`http://localhost:${new URL(url).port}`);

const mutate = async (client: Client, token: string | undefined, name: string, fields: string, input: Record<string, unknown>): Promise<Answer['data']> => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await client.send(`mutation($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code path policy limit } } }`, { input }, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data[name];
};

export const startPasskeyBinding = (client: Client, token: string): Promise<Answer['data']> => mutate(client, token, 'startPasskeyBinding', 'bindingId options expiresAt', {});

export const confirmPasskeyBinding = (client: Client, token: string, bindingId: string, response: string, name?: string): Promise<Answer['data']> =>
  mutate(client, token, 'confirmPasskeyBinding', 'passkey { id name boundAt lastUsedAt isSyncable isBackedUp }', { bindingId, response, ...(name ? { name } : {}) });

export const unbindPasskey = (client: Client, token: string, passkeyId: string): Promise<Answer['data']> =>
  mutate(client, token, 'unbindPasskey', 'security { passkeys { id } loginProtection { methods } operationProtection { methods } }', { passkeyId });

export const startPasskeyAnswer = (client: Client, challengeId: string, token?: string): Promise<Answer['data']> => mutate(client, token, 'startPasskeyAnswer', 'options expiresAt', { challengeId });

export const sendPasskeyAnswer = (client: Client, challengeId: string, passkey: string | undefined, token?: string): Promise<Answer['data']> =>
  mutate(client, token, 'answerChallenge', 'isPassed session { id token } steppedUpUntil', { challengeId, method: 'PASSKEY', passkey });

/** Has the challenge answered by the authenticator. */
export const answerByPasskey = async (client: Client, challengeId: string, authenticator: Authenticator, token?: string, behaviour?: Partial<Behaviour>): Promise<Answer['data']> => {
  const { options, userErrors } = await startPasskeyAnswer(client, challengeId, token);
  expect(userErrors).toEqual([]);
  return sendPasskeyAnswer(client, challengeId, authenticator.get(options, behaviour), token);
};

/** Proves by passkey who is there; the session goes on with the token that the answer gives, where it gives one. */
export const stepUpByPasskey = async (client: Client, holder: { token: string }, operation: string, authenticator: Authenticator): Promise<void> => {
  const { challenge } = await mutate(client, holder.token, 'startChallenge', 'challenge { id methods }', { operation });
  expect(challenge.methods).toContain('PASSKEY');
  const { session, isPassed, userErrors } = await answerByPasskey(client, challenge.id, authenticator, holder.token);
  expect({ isPassed, userErrors }).toEqual({ isPassed: true, userErrors: [] });
  if (session?.token) holder.token = session.token;
};

/** Binds the authenticator; steps up by SMS first. */
export const bindPasskey = async (client: Client, member: Member, authenticator: Authenticator): Promise<Answer['data']> => {
  await stepUp(client, member, 'BIND_PASSKEY');
  const { bindingId, options } = await startPasskeyBinding(client, member.token);
  const { passkey, userErrors } = await confirmPasskeyBinding(client, member.token, bindingId, authenticator.create(options));
  expect(userErrors).toEqual([]);
  return passkey;
};

export const readPasskeys = async (client: Client, token: string): Promise<Answer['data']> => {
  const { data, errors } = await client.send('{ viewer { security { passkeys { id name boundAt lastUsedAt isSyncable isBackedUp } loginProtection { methods } operationProtection { methods } } } }', {}, { token });
  expect(errors).toEqual([]);
  return data.viewer.security;
};
