import { expect } from 'vitest';
import type { Answer, Client, Options } from './client.ts';

/** Signing in by face, in the app: a check is started for a name, somebody stands before the camera, and the token signs in. */

const startDocument = `mutation($input: StartFaceSignInInput!) {
  startFaceSignIn(input: $input) { ticket face { ticket url expiresAt } userErrors { code message path policy limit retryAfter } }
}`;

export const sendStartFace = (client: Client, input: Record<string, unknown>, options?: Options): Promise<Answer> => client.send(startDocument, { input }, options);

export interface FaceCheck {
  ticket: string;
  face: { ticket: string; url: string; expiresAt: string };
}

/** What a passport has to agree to in the app. */
export const appConsents = async (client: Client): Promise<{ id: string; version: string }[]> => {
  const { data } = await client.send('{ policy { account { signIn { options(accountKind: PASSPORT, channel: APP) { agreements { id version } } } } } }');
  return data.policy.account.signIn.options[0].agreements;
};

export const startFace = async (client: Client, account: string, agreements?: { id: string; version: string }[]): Promise<FaceCheck> => {
  const { data, errors } = await sendStartFace(client, { account, agreements: agreements ?? (await appConsents(client)) });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  expect(data.startFaceSignIn.userErrors).toEqual([]);
  return data.startFaceSignIn;
};

const ask = async (method: string, url: string, body: unknown) => {
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { status: response.status, said: (await response.json()) as { token?: string | null } };
};

/** The service keeps the face of that person for the account. */
export const enrolFace = async (sandboxUrl: string, accountId: string, as: string | null): Promise<void> => {
  expect((await ask('PUT', `${sandboxUrl}/face-sign-in/faces/${accountId}`, { as })).status).toBe(200);
};

/** That person stands before the camera, and the app gets a token, whoever it is. */
export const showFace = async (sandboxUrl: string, { face }: FaceCheck, as: string): Promise<string> => {
  const { said } = await ask('POST', `${sandboxUrl}/face-sign-in`, { capture: face.ticket, as });
  expect(said.token).toEqual(expect.any(String));
  return said.token!;
};

/** A picture of that person is held up: no token comes of it. */
export const showPhoto = async (sandboxUrl: string, { face }: FaceCheck, as: string): Promise<string | null | undefined> => (await ask('POST', `${sandboxUrl}/face-sign-in`, { capture: face.ticket, as, isAlive: false })).said.token;

/** What the face of a person gives to sign in with. */
export const byFace = async (client: Client, sandboxUrl: string, account: string, as: string): Promise<Record<string, unknown>> => {
  const agreements = await appConsents(client);
  const check = await startFace(client, account, agreements);
  return { method: 'FACE', channel: 'APP', agreements, ticket: check.ticket, faceToken: await showFace(sandboxUrl, check, as) };
};
