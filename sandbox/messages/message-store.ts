import type { Clock } from '../clock/clock.ts';
import type { Store } from '../store/open-store.ts';
import { findCode } from './find-code.ts';
import { findLinks } from './find-links.ts';

export type Channel = 'SMS' | 'EMAIL' | 'WECHAT';

export interface Message {
  id: string;
  channel: Channel;
  to: string;
  /** Of a mail: the address it says it comes from. */
  from?: string | null;
  subject: string | null;
  text: string;
  code: string | null;
  links: string[];
  at: string;
}

type Sent = Pick<Message, 'id' | 'channel' | 'to' | 'from' | 'subject' | 'text'>;

const KEPT = 10_000;
const TRIM_EVERY = 100;
const SHOWN = 200;

/** Upper and lower case are one mailbox. Phones and WeChat users are compared as they are. */
const recipientOf = (address: string) => (address.includes('@') ? address.toLowerCase() : address);

export const createMessageStore = ({ database }: Store, clock: Clock) => {
  const insert = database.prepare(
    `INSERT INTO messages (channel, sent_id, recipient, at, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`);
  const trim = database.prepare(`DELETE FROM messages WHERE seq <= (SELECT MAX(seq) FROM messages) - ${KEPT}`);
  const listAll = database.prepare('SELECT body FROM messages WHERE at > ? ORDER BY seq DESC LIMIT ?');
  const listOf = database.prepare(
    'SELECT body FROM messages WHERE recipient = ? AND at > ? ORDER BY seq DESC LIMIT ?');
  let writes = 0;

  return {
    /** Senders deliver at least once; `sentId` is what makes a second delivery the same message. */
    receive: (sent: Sent, sentId = sent.id) => {
      const at = clock.now().toISOString();
      const message: Message = { ...sent, code: findCode(sent.text), links: findLinks(sent.text), at };
      insert.run(sent.channel, sentId, recipientOf(sent.to), at, JSON.stringify(message));
      if (writes++ % TRIM_EVERY === 0) trim.run();
    },

    /** Newest first, of everyone when nobody is named. */
    list: (to: string | null, after: Date | null): Message[] => {
      const since = after?.toISOString() ?? '';
      const rows = to === null ? listAll.all(since, SHOWN) : listOf.all(recipientOf(to), since, SHOWN);
      return (rows as { body: string }[]).map(({ body }) => JSON.parse(body) as Message);
    },
  };
};

export type MessageStore = ReturnType<typeof createMessageStore>;
