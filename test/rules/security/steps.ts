import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import type { Answer, Client } from '../../support/client.ts';
import { answerChallenge, startChallenge, type Member } from '../../support/journeys.ts';

/** What holders do with the security of their account; each step gives the payload, or fails the test on an error that is no refusal. */

const mutate = async (client: Client, token: string | undefined, document: string, field: string, variables: Record<string, unknown>): Promise<Answer['data']> => {
  const { data, errors } = await client.send(document, variables, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data[field];
};

const securityFields = 'security { mfaDevices { id kind name boundAt } loginProtection { methods } operationProtection { methods } steppedUpUntil }';

export const readSecurity = async (client: Client, token: string): Promise<Answer['data']> => {
  const { data, errors } = await client.send(`{ viewer { id ${securityFields} } }`, {}, { token });
  expect(errors).toEqual([]);
  return data.viewer.security;
};

export const isSignedIn = async (client: Client, token: string): Promise<boolean> => {
  const { data, errors } = await client.send('{ viewer { id } }', {}, { token });
  if (errors.length > 0) expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  return data?.viewer !== null;
};

type Protection = 'setLoginProtection' | 'setOperationProtection';

export const sendProtection = (client: Client, token: string, protection: Protection, methods: string[]): Promise<Answer> =>
  client.send(`mutation($methods: [CheckMethod!]!) { ${protection}(input: { methods: $methods }) { ${securityFields} userErrors { code path policy limit } } }`, { methods }, { token });

export const setProtection = async (client: Client, token: string, protection: Protection, methods: string[]): Promise<Answer['data']> => {
  const { data, errors } = await sendProtection(client, token, protection, methods);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data[protection];
};

export const sendStartBinding = (client: Client, token: string, input: Record<string, unknown> = {}): Promise<Answer> =>
  client.send('mutation($input: StartMfaBindingInput!) { startMfaBinding(input: $input) { bindingId secret otpauthUri qrCode expiresAt userErrors { code path } } }', { input }, { token });

export const startBinding = async (client: Client, token: string, input: Record<string, unknown> = {}): Promise<Answer['data']> => {
  const { data, errors } = await sendStartBinding(client, token, input);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.startMfaBinding;
};

export const confirmBinding = (client: Client, token: string, bindingId: string, codes: string[], scopes?: string[]): Promise<Answer['data']> =>
  mutate(
    client,
    token,
    'mutation($input: ConfirmMfaBindingInput!) { confirmMfaBinding(input: $input) { mfaDevice { id kind name boundAt } userErrors { code path policy limit } } }',
    'confirmMfaBinding',
    { input: { bindingId, codes, ...(scopes ? { scopes } : {}) } },
  );

export const unbind = (client: Client, token: string, mfaDeviceId: string, code: string): Promise<Answer['data']> =>
  mutate(client, token, `mutation($input: UnbindMfaInput!) { unbindMfa(input: $input) { ${securityFields} userErrors { code path } } }`, 'unbindMfa', { input: { mfaDeviceId, code } });

export const sendChallengeCode = (client: Client, challengeId: string, method: string, token?: string): Promise<Answer['data']> =>
  mutate(
    client,
    token,
    'mutation($input: SendChallengeCodeInput!) { sendChallengeCode(input: $input) { sentTo resendAfter expiresAt userErrors { code path policy limit retryAfter } } }',
    'sendChallengeCode',
    { input: { challengeId, method } },
  );

/** Has the code of a challenge sent, and reads it where it arrives. */
export const receiveChallengeCode = async (client: Client, challengeId: string, method: 'SMS' | 'EMAIL', address: string, token?: string): Promise<string> => {
  const seen = await client.messages(address);
  expect((await sendChallengeCode(client, challengeId, method, token)).userErrors).toEqual([]);
  return client.nextCode(address, seen);
};

/** Answers a challenge. Who steps up goes on with the new token. */
export const answer = async (client: Client, challengeId: string, method: string, code: string, holder?: Pick<Member, 'token'>): Promise<Answer['data']> => {
  const { data, errors } = await answerChallenge(client, challengeId, method, code, holder);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.answerChallenge;
};

export const openStepUp = async (client: Client, token: string, operation: string, method?: string): Promise<Answer['data']> => {
  const { data, errors } = await startChallenge(client, token, operation, method);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  expect(data.startChallenge.userErrors).toEqual([]);
  return data.startChallenge.challenge;
};

export const stepUpByMfa = async (client: Client, holder: Pick<Member, 'token'>, code: string): Promise<Answer['data']> =>
  answer(client, (await openStepUp(client, holder.token, 'BIND_MFA')).id, 'MFA', code, holder);

/** Moves the time to the beginning of a step of 30 seconds, so that a test is not overtaken by the end of one. */
export const toNextStep = async (client: Client): Promise<number> => {
  const intoStep = Math.floor((await client.now()) / 1000) % 30;
  await client.advance(`PT${30 - intoStep}S`);
  return client.now();
};

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 6238 written down once more, apart from the one that the system uses. */
export const independentTotp = (secret: string, at: number): string => {
  const bits = [...secret].map((letter) => base32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const number = digest.readUInt32BE(digest[19]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
};

/** How often each outcome came. */
export const tally = (outcomes: string[]): Record<string, number> =>
  outcomes.reduce<Record<string, number>>((counts, outcome) => ({ ...counts, [outcome]: (counts[outcome] ?? 0) + 1 }), {});

/** Binds an app to an account that has nothing bound or has proved itself, and says what it is unbound with. The codes that confirm it are used up. */
export const bindApp = async (client: Client, member: Pick<Member, 'token'>, scopes?: string[]): Promise<{ secret: string; deviceId: string }> => {
  const { bindingId, secret } = await startBinding(client, member.token);
  const { mfaDevice, userErrors } = await confirmBinding(client, member.token, bindingId, [independentTotp(secret, await toNextStep(client))], scopes);
  expect(userErrors).toEqual([]);
  return { secret, deviceId: mfaDevice.id };
};

export const startBindingInCheck = (client: Client, input: { challengeId: string; method: string; code: string }, token?: string): Promise<Answer['data']> =>
  mutate(
    client,
    token,
    'mutation($input: StartMfaBindingInCheckInput!) { startMfaBindingInCheck(input: $input) { bindingId secret otpauthUri qrCode expiresAt userErrors { code path policy limit } } }',
    'startMfaBindingInCheck',
    { input },
  );

export const confirmBindingInCheck = (client: Client, input: { challengeId: string; bindingId: string; codes: string[] }, token?: string): Promise<Answer['data']> =>
  mutate(
    client,
    token,
    'mutation($input: ConfirmMfaBindingInCheckInput!) { confirmMfaBindingInCheck(input: $input) { isPassed mfaDevice { id kind } session { id token } steppedUpUntil userErrors { code path policy limit } } }',
    'confirmMfaBindingInCheck',
    { input },
  );

export const sendGenerateCodes = (client: Client, token: string): Promise<Answer> => client.send('mutation { generateRecoveryCodes { codes userErrors { code } } }', {}, { token });

export const generateCodes = async (client: Client, token: string): Promise<string[]> => {
  const { data, errors } = await sendGenerateCodes(client, token);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  expect(data.generateRecoveryCodes.userErrors).toEqual([]);
  return data.generateRecoveryCodes.codes;
};

export const readRecoveryCodes = async (client: Client, token: string): Promise<Answer['data']> =>
  (await client.send('{ viewer { security { recoveryCodes { remaining generatedAt } } } }', {}, { token })).data.viewer.security.recoveryCodes;

export const sendLifetime = (client: Client, token: string, input: Record<string, unknown>): Promise<Answer> =>
  client.send('mutation($input: SetSessionLifetimeInput!) { setSessionLifetime(input: $input) { security { sessionLifetime { idle maximum } } userErrors { code path policy limit } } }', { input }, { token });

/** Chooses how long sessions live; gives the payload. */
export const setLifetime = async (client: Client, token: string, input: Record<string, unknown>): Promise<Answer['data']> => {
  const { data, errors } = await sendLifetime(client, token, input);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.setSessionLifetime;
};

export const readLifetime = async (client: Client, token: string): Promise<{ idle: string; maximum: string }> => {
  const { data, errors } = await client.send('{ viewer { security { sessionLifetime { idle maximum } } } }', {}, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer.security.sessionLifetime;
};
