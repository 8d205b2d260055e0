import { expect } from 'vitest';
import type { Answer, Client } from './client.ts';
import { answerChallenge, startChallenge, stepUp, type Member } from './journeys.ts';
import { newEmail } from './people.ts';

/** What holders do about the security phone and e-mail; the `send…` ones give the answer as it came, the others its payload, and fail the test on a fault. */

let letter = 0;

/** An address that is told from the one before also where both are masked. */
export const otherEmail = (): string => `${'abcdefghijklm'[(letter += 1) % 13]}${newEmail()}`;

type Holder = Pick<Member, 'token'>;
type Kind = 'Phone' | 'Email';

const errorFields = 'userErrors { code message path policy limit retryAfter }';

const payloadOf = ({ data, errors }: Answer): Answer['data'] => {
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return Object.values(data)[0];
};

const inputOf = (kind: Kind, to: string) => ({ [kind === 'Phone' ? 'phone' : 'email']: to });

export const sendAskForCode = (client: Client, { token }: Holder, kind: Kind, to: string): Promise<Answer> =>
  client.send(`mutation($input: SendSecurity${kind}CodeInput!) { sendSecurity${kind}Code(input: $input) { resendAfter expiresAt ${errorFields} } }`, { input: inputOf(kind, to) }, { token });

export const askForCode = async (client: Client, holder: Holder, kind: Kind, to: string): Promise<Answer['data']> => payloadOf(await sendAskForCode(client, holder, kind, to));

/** Has a code sent to the address that is to be the new one, and reads it there. */
export const receiveContactCode = async (client: Client, holder: Holder, kind: Kind, to: string): Promise<string> => {
  const seen = await client.messages(to);
  expect((await askForCode(client, holder, kind, to)).userErrors).toEqual([]);
  return client.nextCode(to, seen);
};

export const sendChangeSecurity = (client: Client, { token }: Holder, kind: Kind, to: string, code: string, more: Record<string, unknown> = {}): Promise<Answer> =>
  client.send(
    `mutation($input: ChangeSecurity${kind}Input!) { changeSecurity${kind}(input: $input) { security { phone email } ${errorFields} } }`,
    { input: { ...inputOf(kind, to), code, ...more } },
    { token },
  );

export const changeSecurity = async (client: Client, holder: Holder, kind: Kind, to: string, code: string, more: Record<string, unknown> = {}): Promise<Answer['data']> =>
  payloadOf(await sendChangeSecurity(client, holder, kind, to, code, more));

/** All of it: proves who is there by SMS, and puts the new address in force. The member's phone is the new one afterwards. */
export const moveSecurityPhone = async (client: Client, member: Pick<Member, 'token' | 'phone'>, to: string): Promise<Answer['data']> => {
  await stepUp(client, member, 'CHANGE_SECURITY_PHONE');
  const changed = await changeSecurity(client, member, 'Phone', to, await receiveContactCode(client, member, 'Phone', to));
  if (changed.userErrors.length === 0) member.phone = to;
  return changed;
};

export const sendRemovePhone = (client: Client, { token }: Holder): Promise<Answer> =>
  client.send(`mutation { removeSecurityPhone { security { phone loginProtection { methods } operationProtection { methods } } ${errorFields} } }`, {}, { token });

export const removePhone = async (client: Client, holder: Holder): Promise<Answer['data']> => payloadOf(await sendRemovePhone(client, holder));

/** What the account is protected by and where its notices go, masked. */
export const readAddresses = async (client: Client, { token }: Holder): Promise<Answer['data']> => {
  const { data, errors } = await client.send('{ viewer { securityContactsFollowLogin contacts { phone email } security { phone email steppedUpUntil loginProtection { methods } operationProtection { methods } } } }', {}, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer;
};

/** Proves who is there by one of the two sent methods, with the code that arrives at the address. */
export const stepUpBy = async (client: Client, holder: Holder, operation: string, method: 'SMS' | 'EMAIL', address: string): Promise<void> => {
  const seen = await client.messages(address);
  const { challenge } = payloadOf(await startChallenge(client, holder.token, operation, method));
  const passed = payloadOf(await answerChallenge(client, challenge.id, method, await client.nextCode(address, seen), holder));
  expect(passed.userErrors).toEqual([]);
};
