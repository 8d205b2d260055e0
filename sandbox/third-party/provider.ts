import { z } from 'zod';
import { shortText } from '../fields.ts';

export const providerNames = ['WECHAT', 'QQ', 'WECOM', 'WEIBO', 'WECHAT_OFFICIAL'] as const;
export type ProviderName = (typeof providerNames)[number];

/** What a query or a form says; a provider answers itself for what is missing. */
export const anyFields = z.record(z.string(), z.string());
export type Fields = z.output<typeof anyFields>;

/** What a body of JSON says. */
export const anyBody = z.record(z.string(), z.unknown());

/** Why the provider shows an error page, or lets nobody through. */
export interface Refused { error: string }

/** An app sends somebody to the provider's page. */
export interface Visit { redirectUri: string; state: string | null }

/** What a person does on that page. */
export const deed = z.strictObject({
  /** The user: a WeChat name, a QQ number, a WeCom user id, a Weibo name. */
  as: shortText,
  approve: z.boolean().default(true),
  /** QQ: scanned with mobile QQ, one tap with the QQ that is signed in on this computer, or number and password on the page. */
  channel: z.enum(['SCAN', 'PC', 'PASSWORD']).default('SCAN'),
  /** WeCom: the company, what the user is in it, and whether an administrator has authorised the assistant app. */
  corp: shortText.default('wwsandbox'),
  role: z.enum(['CREATOR', 'INTERNAL_ADMIN', 'EXTERNAL_ADMIN', 'SUB_ADMIN', 'MEMBER']).default('MEMBER'),
  assistant: z.boolean().default(false),
  /** Official accounts: which one, and the permission sets that are ticked. */
  account: shortText.optional(),
  permissions: z.array(z.int().min(1).max(200)).max(50).default([1, 2, 3, 4]),
});
export type Deed = z.output<typeof deed>;

/** The page of a provider. */
export interface Provider {
  name: ProviderName;
  page: string;
  /** What an app asks with this query. */
  read: (query: Fields) => Visit | Refused;
  /** Where the browser goes next; null where it stays. */
  leave: (visit: Visit, deed: Deed) => { redirectTo: string | null } | Refused;
}

export const withQuery = (address: string, more: Record<string, string | null>): string => {
  const url = new URL(address);
  for (const [name, value] of Object.entries(more)) if (value !== null) url.searchParams.set(name, value);
  return url.href;
};
