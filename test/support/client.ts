import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

interface GraphqlError {
  message: string;
  path?: (string | number)[];
  extensions: Record<string, unknown> & { code: string };
}

// Answers are read by tests alone, which say by what they expect which shape they have.
// eslint-disable-next-line typescript/no-explicit-any
type Data = any;

export interface Answer {
  status: number;
  data: Data;
  errors: GraphqlError[];
}

export interface Options {
  token?: string | undefined;
  headers?: Record<string, string>;
}

export interface Message {
  id: string;
  channel: 'EMAIL' | 'SMS' | 'WECHAT';
  to: string;
  /** Of a mail: the address that it comes from. */
  from?: string | null;
  subject: string | null;
  text: string;
  code: string | null;
  links: string[];
  at: string;
}

/** A client of one running graph, as an app would have it, and of the outside world beside it. */
export interface Client {
  send(document: string, variables?: Record<string, unknown>, options?: Options): Promise<Answer>;
  messages(to: string): Promise<Message[]>;
  /** The newest message to an address that was sent after `since`; waits for it. */
  nextMessage(to: string, seen?: Message[]): Promise<Message>;
  /** The code of the newest such message that carries one: a notice may arrive in between. */
  nextCode(to: string, seen?: Message[]): Promise<string>;
  /** Solves a captcha, or fails to, as a page would; gives the answer to send along. */
  captcha(outcome?: 'SOLVED' | 'FAILED'): Promise<string>;
  camera(ticket: string, outcome?: string): Promise<void>;
  setCloud(accountId: string, inventory: Record<string, unknown>): Promise<void>;
  /** Moves the time of the whole system; what falls due has happened when it returns. */
  advance(duration: string): Promise<void>;
  now(): Promise<number>;
}

/** Sign-ins stand in a line: who is told to come back in a moment does. */
export const patiently = async (send: () => Promise<Answer>): Promise<Answer> => {
  for (;;) {
    const answer = await send();
    if (answer.errors[0]?.extensions.code !== 'RATE_LIMITED') return answer;
    await pause(250 + Math.random() * 250);
  }
};

const json = async (response: Response): Promise<Data> => {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
};

const post = (url: string, body: unknown, method = 'POST'): Promise<Response> =>
  fetch(url, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** An address that no network has (RFC 2544): clients count as networks of their own. */
export const newAddress = (): string => `198.${randomInt(18, 20)}.${randomInt(256)}.${randomInt(1, 255)}`;

export const createClient = ({ url, sandboxUrl }: { url: string; sandboxUrl: string }, address = newAddress()): Client => {
  const messages = async (to: string): Promise<Message[]> => (await json(await fetch(`${sandboxUrl}/messages?to=${encodeURIComponent(to)}`))) as Message[];
  const waitForMessage = async (to: string, seen: Message[] = [], isMeant: (message: Message) => boolean): Promise<Message> => {
    const ids = new Set(seen.map(({ id }) => id));
    for (let tries = 0; tries < 100; tries += 1) {
      const fresh = (await messages(to)).find((message) => !ids.has(message.id) && isMeant(message));
      if (fresh) return fresh;
      await pause(50);
    }
    throw new Error(`No message came to ${to}.`);
  };
  return {
    send: async (document, variables = {}, { token, headers = {} } = {}) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address, ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
        body: JSON.stringify({ query: document, variables }),
      });
      const body = (await response.json()) as { data?: Data; errors?: GraphqlError[] };
      return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] };
    },
    messages,
    nextMessage: (to, seen) => waitForMessage(to, seen, () => true),
    nextCode: async (to, seen) => (await waitForMessage(to, seen, ({ code }) => code !== null)).code!,
    captcha: async (outcome = 'SOLVED') => ((await json(await post(`${sandboxUrl}/captcha/tokens`, { outcome }))) as { token: string }).token,
    camera: async (ticket, outcome = 'PASS') => void (await json(await post(`${sandboxUrl}/face`, { ticket, outcome }))),
    setCloud: async (accountId, inventory) => void (await json(await post(`${sandboxUrl}/cloud/${accountId}`, inventory, 'PUT'))),
    advance: async (duration) => void (await json(await post(`${sandboxUrl}/clock`, { advance: duration }))),
    now: async () => Date.parse(((await json(await fetch(`${sandboxUrl}/clock`))) as { now: string }).now),
  };
};
