import { expect } from 'vitest';
import type { Answer, Client, Options } from './client.ts';
import { signInWith } from './signing-in.ts';

/** What holders do with the protections of their account, and what they meet at sign-in because of them. */

/** Addresses that the offline database knows; nobody of a test sends from there. */
export const addresses = { nanjing: '114.114.114.114', hangzhou: '223.5.5.5', guangzhou: '202.96.128.86', abroad: '8.8.8.8', private: '10.1.2.3' };

export interface Check {
  id: string;
  reason: string;
  methods: string[];
  mayTrustDevice: boolean;
}

/** Why a sign-in is asked for more; null when it gave its session at once. The test fails when it was refused. */
export const checkOf = async (client: Client, input: Record<string, unknown>, options?: Options): Promise<Check | null> => {
  const { session, challenge, userErrors } = await signInWith(client, input, options);
  expect(userErrors).toEqual([]);
  expect((session === null) !== (challenge === null)).toBe(true);
  return challenge;
};

const answerDocument = 'mutation($input: AnswerChallengeInput!) { answerChallenge(input: $input) { isPassed session { id token city } trustToken steppedUpUntil userErrors { code } } }';

/** Answers with the code that comes to a phone or an address, a minute after whatever was sent there before. */
export const passCheck = async (client: Client, { id }: Pick<Check, 'id'>, to: string, given: { trustDevice?: boolean } = {}): Promise<Answer['data']> => {
  await client.advance('PT1M');
  const [seen, method] = [await client.messages(to), to.includes('@') ? 'EMAIL' : 'SMS'];
  const sent = await client.send('mutation($input: SendChallengeCodeInput!) { sendChallengeCode(input: $input) { sentTo userErrors { code } } }', { input: { challengeId: id, method } });
  expect(sent.data.sendChallengeCode.userErrors).toEqual([]);
  const { data, errors } = await client.send(answerDocument, { input: { challengeId: id, method, code: await client.nextCode(to, seen), ...given } });
  expect(errors).toEqual([]);
  return data.answerChallenge;
};

const securityFields = `security {
  loginProtection { methods isDefault mayTrustDevices } operationProtection { methods isDefault mayTrustDevices }
  trustedDevices { id device city trustedAt expiresAt } remoteLoginProtection { isOn usualCities { city since } } addressList { isOn networks } steppedUpUntil
}`;

export const readProtections = async (client: Client, token: string): Promise<Answer['data']> => {
  const { data, errors } = await client.send(`{ viewer { id ${securityFields} } }`, {}, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer.security;
};

type Setting = 'setLoginProtection' | 'setOperationProtection' | 'setRemoteLoginProtection' | 'setAddressList' | 'endTrustedDevice';

export const sendSetting = (client: Client, token: string | undefined, setting: Setting, input: Record<string, unknown>): Promise<Answer> =>
  client.send(`mutation($input: ${setting[0]!.toUpperCase()}${setting.slice(1)}Input!) { ${setting}(input: $input) { ${securityFields} userErrors { code path policy limit } } }`, { input }, { token });

/** Sets it; the test fails on an error that is no refusal. */
export const set = async (client: Client, token: string, setting: Setting, input: Record<string, unknown>): Promise<Answer['data']> => {
  const { data, errors } = await sendSetting(client, token, setting, input);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data[setting];
};
