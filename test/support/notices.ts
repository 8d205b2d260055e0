import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Answer, Client, Message } from './client.ts';
import { askAsService, type ServiceGraph } from './import.ts';

/** What products have to say, and what holders do with it. */

export interface Said {
  id?: string;
  accountId: string;
  category?: 'SECURITY' | 'PRODUCT' | 'MARKETING' | 'SYSTEM';
  product?: string | null;
  /** What the text ends in, to be found by. */
  about?: string;
  isSent?: boolean;
}

/** A product's notice, in both languages. */
export const sendNotice = (graph: ServiceGraph, { id = randomUUID(), accountId, category = 'PRODUCT', product = null, about = id, isSent }: Said): Promise<Answer> => {
  const texts = { titleZh: '欠费提醒', titleEn: 'Payment is due', textZh: `请尽快充值。${about}`, textEn: `Please top up soon. ${about}` };
  const input = { id, accountId, category, product, ...texts, ...(isSent === undefined ? {} : { isSent }) };
  return askAsService(graph, 'account', 'mutation($input: NotifyAccountInput!) { notifyAccount(input: $input) }', { input });
};

/** Sends one and gives what it can be found by. */
export const notify = async (graph: ServiceGraph, said: Said): Promise<string> => {
  const about = said.about ?? randomUUID();
  const { data, errors } = await sendNotice(graph, { ...said, about });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  expect(data.notifyAccount).toBe(true);
  return about;
};

const sayDocument = `query($first: Int, $after: String) {
  viewer { notices(first: $first, after: $after) { unread nodes { id category product title text at readAt } pageInfo { hasNextPage endCursor } } noticePreferences { sms mutedProducts mutedCategories } }
}`;

export const sendReadNotices = (client: Client, token: string, page: { first?: number; after?: string } = {}): Promise<Answer> => client.send(sayDocument, { first: 20, ...page }, { token });

export const readNotices = async (client: Client, token: string, page: { first?: number; after?: string } = {}): Promise<Answer['data']> => {
  const { data, errors } = await sendReadNotices(client, token, page);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer.notices;
};

export const markRead = async (client: Client, token: string, ids?: string[]): Promise<number> => {
  const { data, errors } = await client.send('mutation($input: MarkNoticesReadInput!) { markNoticesRead(input: $input) { unread userErrors { code } } }', { input: ids ? { ids } : {} }, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.markNoticesRead.unread;
};

export const setPreferences = async (client: Client, token: string, input: Record<string, unknown>): Promise<Answer['data']> => {
  const document = 'mutation($input: SetNoticePreferencesInput!) { setNoticePreferences(input: $input) { preferences { sms mutedProducts mutedCategories } userErrors { code message path policy limit } } }';
  const { data, errors } = await client.send(document, { input }, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.setNoticePreferences;
};

/** The messages to an address that are about something; waits for the first. */
export const heard = async (client: Client, to: string, about: string): Promise<Message[]> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const messages = await saidTo(client, to, about);
    if (messages.length > 0) return messages;
    await pause(50);
  }
  throw new Error(`Nothing about ${about} came to ${to}.`);
};

/** The messages to an address that are about something, as they are now. What fell due has been done when the clock has been moved. */
export const saidTo = async (client: Client, to: string, about: string): Promise<Message[]> => (await client.messages(to)).filter(({ text }) => text.includes(about));
