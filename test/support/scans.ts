import { expect } from 'vitest';
import type { Answer, Client, Options } from './client.ts';

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
