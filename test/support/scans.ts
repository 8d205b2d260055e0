import { expect } from 'vitest';
import type { Answer, Client, Options } from './client.ts';
import { agreementsOf, receiveCode, sendRegistration, startChallenge } from './journeys.ts';
import { newPhone } from './people.ts';

/** What a person does on a provider's page; see `sandbox/third-party/provider.ts`. */
export interface Deed {
  as: string;
  approve?: boolean;
  /** QQ. */
  channel?: 'SCAN' | 'PC' | 'PASSWORD';
  /** WeCom. */
  corp?: string;
  role?: 'CREATOR' | 'INTERNAL_ADMIN' | 'EXTERNAL_ADMIN' | 'SUB_ADMIN' | 'MEMBER';
  assistant?: boolean;
  /** Official accounts. */
  account?: string;
  permissions?: number[];
}

export interface Authorised {
  /** Null when the person declined. */
  code: string | null;
  state: string | null;
}

const postJson = (url: string, body: unknown, method = 'POST'): Promise<Response> =>
  fetch(url, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** What a provider put into the address that the browser comes back to. */
export const codeIn = (redirectTo: string | null): Authorised => {
  const query = redirectTo === null ? new URLSearchParams() : new URL(redirectTo).searchParams;
  return { code: query.get('code') ?? query.get('auth_code'), state: query.get('state') };
};

/** The answer of the provider's page to what a person does on it, as it is. */
export const visitPage = async (url: string, deed: Deed): Promise<{ status: number; redirectTo: string | null; error?: string }> => {
  const response = await postJson(`${new URL(url).origin}/authorise`, { url, ...deed });
  return { redirectTo: null, ...((await response.json()) as object), status: response.status };
};

/** A person opens the address that `startScan` gave and approves or declines; gives what the browser comes back with. */
export const authorise = async (_client: Client, url: string, deed: Deed): Promise<Authorised> => {
  const { status, redirectTo, error } = await visitPage(url, deed);
  if (status !== 200) throw new Error(`${status} ${error}`);
  return codeIn(redirectTo);
};

const startDocument = `mutation($input: StartScanInput!) {
  startScan(input: $input) { ticket url expiresAt userErrors { code message path policy limit retryAfter } }
}`;

export const sendStartScan = (client: Client, input: Record<string, unknown>, options?: Options): Promise<Answer> => client.send(startDocument, { input }, options);

export const startScan = async (client: Client, input: Record<string, unknown>, options?: Options): Promise<{ ticket: string; url: string; expiresAt: string }> => {
  const { data, errors } = await sendStartScan(client, input, options);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  expect(data.startScan.userErrors).toEqual([]);
  return data.startScan;
};

/** Starts a scan and has the person approve it: what `signIn`, `registerAccount` and `bindLoginMethod` want. */
export const scanAs = async (client: Client, kind: string, deed: Deed, { purpose = 'SIGN_IN', token }: { purpose?: 'SIGN_IN' | 'BIND'; token?: string } = {}): Promise<{ ticket: string; authorisationCode: string }> => {
  const { ticket, url } = await startScan(client, { kind, purpose }, { token });
  const { code, state } = await authorise(client, url, deed);
  expect(state).toBe(ticket);
  return { ticket, authorisationCode: code! };
};

/** What QQ's security centre makes of a QQ from now on. */
export const setQqState = async (sandboxUrl: string, number: string, state: 'NORMAL' | 'SCAN_REQUIRED' | 'FROZEN'): Promise<void> => {
  expect((await postJson(`${sandboxUrl}/qq/${encodeURIComponent(number)}`, { state }, 'PUT')).status).toBe(200);
};

/** Sends a sign-in with what the browser came back with. */
export const sendScanned = (client: Client, scanned: { ticket: string; authorisationCode?: string | null }, more: Record<string, unknown> = {}): Promise<Answer> =>
  client.send(
    `mutation($input: SignInInput!) {
      signIn(input: $input) { session { id token } unknownIdentity { ticket kind name choices } userErrors { code message path } }
    }`,
    { input: { method: 'THIRD_PARTY', ...scanned, ...more } },
  );

/** Registers an account with an identity of a third party; gives the payload. */
export const registerScanned = async (client: Client, kind: string, scanned: { ticket: string; authorisationCode?: string | null }): Promise<Answer['data']> => {
  const phone = newPhone();
  const input = { kind, ...scanned, phone, phoneCode: await receiveCode(client, phone), agreements: await agreementsOf(client) };
  const { data, errors } = await sendRegistration(client, input);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return { ...data.registerAccount, phone };
};

export interface ScannedMember {
  id: string;
  token: string;
  phone: string;
}

/** A person who has registered with an identity of a third party. */
export const registerAs = async (client: Client, kind: string, deed: Deed): Promise<ScannedMember> => {
  const { account, session, phone, userErrors } = await registerScanned(client, kind, await scanAs(client, kind, deed));
  expect(userErrors).toEqual([]);
  return { id: account.id, token: session.token, phone };
};

export const sendChallengeScan = (client: Client, challengeId: string, token?: string): Promise<Answer> => sendStartScan(client, { kind: 'WECHAT', purpose: 'CHALLENGE', challengeId }, { token });

/** Starts a scan for a challenge and has the person approve it: what `answerChallenge` wants. A step-up challenge is named from its own session. */
export const scanForChallenge = async (client: Client, challengeId: string, deed: Deed, token?: string): Promise<{ ticket: string; authorisationCode: string }> => {
  const { ticket, url } = await startScan(client, { kind: 'WECHAT', purpose: 'CHALLENGE', challengeId }, { token });
  const { code, state } = await authorise(client, url, deed);
  expect(state).toBe(ticket);
  return { ticket, authorisationCode: code! };
};

export const sendScanAnswer = (client: Client, challengeId: string, scan: { ticket: string; authorisationCode: string } | null, token?: string): Promise<Answer> =>
  client.send(
    'mutation($input: AnswerChallengeInput!) { answerChallenge(input: $input) { isPassed session { id token } steppedUpUntil userErrors { code message path policy limit } } }',
    { input: { challengeId, method: 'WECHAT', scan } },
    { token },
  );

/** Somebody scans for a challenge, and it is answered with that; gives the payload. */
export const answerByScan = async (client: Client, challengeId: string, deed: Deed, token?: string): Promise<Answer['data']> => {
  const { data, errors } = await sendScanAnswer(client, challengeId, await scanForChallenge(client, challengeId, deed, token), token);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.answerChallenge;
};

/** Proves by a scan who is there, so that sensitive operations are allowed. */
export const stepUpByScan = async (client: Client, member: { token: string }, operation: string, deed: Deed): Promise<string> => {
  const { data } = await startChallenge(client, member.token, operation);
  const { session, steppedUpUntil, userErrors } = await answerByScan(client, data.startChallenge.challenge.id, deed, member.token);
  expect(userErrors).toEqual([]);
  if (session) member.token = session.token;
  return steppedUpUntil;
};
