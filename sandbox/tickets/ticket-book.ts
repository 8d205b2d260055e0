import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { Store } from '../store/open-store.ts';

/** Something that waits, for a short while, for a person to act once. */
export interface Ticket<Subject, Outcome> {
  ticket: string;
  subject: Subject;
  expiresAt: string;
  outcome: Outcome | null;
  at: string | null;
}

export type Settled = 'SETTLED' | 'UNKNOWN' | 'TOO_LATE';

interface Kind { name: string; lifeMs: number }

const SHOWN = 50;

export const createTicketBook = <Subject, Outcome>(store: Store, clock: Clock, { name, lifeMs }: Kind) => {
  const tickets = store.collection<Ticket<Subject, Outcome>>(`${name}-ticket`);
  const byRequest = store.collection<string>(`${name}-request`);

  const isOpen = ({ outcome, expiresAt }: Ticket<Subject, Outcome>) =>
    outcome === null && clock.now().toISOString() < expiresAt;

  return {
    isOpen,
    get: tickets.get,

    ofRequest: (requestId: string) => {
      const ticket = byRequest.get(requestId);
      return ticket === null ? null : tickets.get(ticket);
    },

    /** The same request again gets the same ticket, whatever became of it since. */
    open: (requestId: string, subject: Subject, outcome: Outcome | null = null): Ticket<Subject, Outcome> =>
      store.transaction(() => {
        const known = byRequest.get(requestId);
        const earlier = known === null ? null : tickets.get(known);
        if (earlier) return earlier;
        const now = clock.now();
        const opened = {
          ticket: randomBytes(12).toString('base64url'),
          subject,
          expiresAt: new Date(now.getTime() + lifeMs).toISOString(),
          outcome,
          at: outcome === null ? null : now.toISOString(),
        };
        byRequest.put(requestId, opened.ticket);
        tickets.put(opened.ticket, opened);
        return opened;
      }),

    /** Once: a second outcome comes too late, and so does one after the ticket has run out. */
    settle: (ticket: string, outcome: Outcome): Settled => {
      const found = tickets.get(ticket);
      if (!found) return 'UNKNOWN';
      if (!isOpen(found)) return 'TOO_LATE';
      tickets.put(ticket, { ...found, outcome, at: clock.now().toISOString() });
      return 'SETTLED';
    },

    /** Those that still wait, newest first. */
    listOpen: () => tickets.list(SHOWN).filter(isOpen),
  };
};
