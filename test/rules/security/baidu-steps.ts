import { expect } from 'vitest';
import type { Answer, Client } from '../../support/client.ts';
import { stepUp, type Member } from '../../support/journeys.ts';
import { registerByUsername } from '../../support/registering.ts';
import { confirmBinding, independentTotp as totp, startBinding, toNextStep } from './steps.ts';

export type BaiduMember = Member & { username: string };

/** An account of the platform itself. It has no e-mail address. */
export const register = async (client: Client): Promise<BaiduMember> => {
  const { username, ...registered } = await registerByUsername(client);
  return { ...registered, username: username!, email: '' };
};

export const signIn = async (client: Client, input: { account: string; password: string; accountKind: string }): Promise<Answer['data']> =>
  (await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token duty } challenge { id methods bindsMfaAfter } userErrors { code } } }', { input })).data.signIn;

/** The codes of two steps in a row, with which this policy confirms a binding. */
export const twoCodes = async (client: Client, secret: string): Promise<string[]> => {
  const now = await toNextStep(client);
  return [totp(secret, now - 30_000), totp(secret, now)];
};

/** Binds an app; steps up first, and no proof is left afterwards. */
export const bindApp = async (client: Client, member: Pick<Member, 'token' | 'phone'>): Promise<{ secret: string; deviceId: string }> => {
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret } = await startBinding(client, member.token);
  const { mfaDevice, userErrors } = await confirmBinding(client, member.token, bindingId, await twoCodes(client, secret));
  expect(userErrors).toEqual([]);
  return { secret, deviceId: mfaDevice.id };
};
