import { expect } from 'vitest';
import type { Answer, Client } from './client.ts';
import { importAccount, type Imported, type ServiceGraph } from './import.ts';
import { agreementsOf, answerChallenge, startChallenge } from './journeys.ts';
import { newEmail, newPassword, newPhone } from './people.ts';
import { newUsername } from './registering.ts';

/** What holders do about how their account is called. The steps give the payload, and fail the test on an error that is no refusal. */

const payloadOf = ({ data, errors }: Answer, field: string): Answer['data'] => {
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data[field];
};

const fields = 'id nickname username industry enterpriseName language tenant { name }';

export const sendUpdateProfile = (client: Client, token: string | undefined, input: Record<string, unknown>): Promise<Answer> =>
  client.send(`mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { account { ${fields} } userErrors { code path policy limit } } }`, { input }, { token });

export const updateProfile = async (client: Client, token: string, input: Record<string, unknown>): Promise<Answer['data']> => payloadOf(await sendUpdateProfile(client, token, input), 'updateProfile');

export const readProfile = async (client: Client, token: string): Promise<Answer['data']> => {
  const { data, errors } = await client.send(`{ viewer { ${fields} } }`, {}, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer;
};

export const sendChangeUsername = (client: Client, token: string | undefined, input: Record<string, unknown>): Promise<Answer> =>
  client.send('mutation($input: ChangeUsernameInput!) { changeUsername(input: $input) { account { id username } userErrors { code message path policy limit retryAfter } } }', { input }, { token });

export const changeUsername = async (client: Client, token: string, input: Record<string, unknown>): Promise<Answer['data']> => payloadOf(await sendChangeUsername(client, token, input), 'changeUsername');

export interface Arrival {
  id: string;
  token: string;
  username: string;
  email: string;
  phone: string;
  password: string;
  kind: string;
}

export const signInAs = (client: Client, { kind, password }: Pick<Arrival, 'kind' | 'password'>, account: string): Promise<Answer> =>
  client.send(
    'mutation($input: SignInInput!) { signIn(input: $input) { session { token duty } challenge { id } choice { ticket } userErrors { code } } }',
    { input: { account, password, accountKind: kind } },
  );

/** Whether the password opens the account under that name. */
export const opens = async (client: Client, arrival: Arrival, account: string): Promise<boolean> => {
  const { session, userErrors } = payloadOf(await signInAs(client, arrival, account), 'signIn');
  if (!session) expect(userErrors).toEqual([{ code: 'SIGN_IN_FAILED' }]);
  return session !== null;
};

/** Somebody whose account was taken over from elsewhere, signed in, with everything done that its first session has to do. */
export const arrive = async (graph: ServiceGraph, client: Client, given: Imported = {}): Promise<Arrival> => {
  const known = { kind: 'PASSPORT', username: newUsername(), email: newEmail(), phone: newPhone(), password: newPassword(), ...given };
  const id = await importAccount(graph, known);
  const arrival = { ...known, id, token: '' };
  const { session } = payloadOf(await signInAs(client, arrival, known.email), 'signIn');
  if (session.duty === 'ACTIVATE_ACCOUNT') {
    const activated = await client.send('mutation($input: ActivateAccountInput!) { activateAccount(input: $input) { userErrors { code path } } }', { input: { agreements: await agreementsOf(client) } }, { token: session.token });
    expect(payloadOf(activated, 'activateAccount').userErrors).toEqual([]);
  }
  return { ...arrival, token: session.token };
};

/** Proves who is there by a code that the security phone gets. */
export const proveBySms = async (client: Client, holder: Pick<Arrival, 'token' | 'phone'>, operation: string): Promise<void> => {
  const seen = await client.messages(holder.phone);
  const { challenge } = payloadOf(await startChallenge(client, holder.token, operation, 'SMS'), 'startChallenge');
  const answered = await answerChallenge(client, challenge.id, 'SMS', await client.nextCode(holder.phone, seen), holder);
  expect(payloadOf(answered, 'answerChallenge').userErrors).toEqual([]);
};
