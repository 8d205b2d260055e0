import type { Clock } from '../clock/clock.ts';
import type { Answer } from '../http/answer.ts';
import type { IdentityProvider, Verdict } from '../registry/identity-provider.ts';
import type { PoliceRegister } from '../registry/police-register.ts';
import type { Store } from '../store/open-store.ts';
import { createTicketBook, type Ticket } from '../tickets/ticket-book.ts';
import type { CameraOutcome, FaceOutcome } from './face-outcome.ts';

interface Claim { name: string; idNumber: string }
export type FaceTicket = Ticket<Claim, FaceOutcome>;

interface Deps { store: Store; clock: Clock; provider: IdentityProvider; register: PoliceRegister }

const LIFE_MS = 10 * 60 * 1000;

const outcomeOf: Record<Verdict, FaceOutcome> = { MATCH: 'PASS', MISMATCH: 'MISMATCH', REVIEW: 'REVIEW' };

/** Opens tickets, waits for a camera, and holds what it saw against the police register. */
export const createFaceProvider = ({ store, clock, provider, register }: Deps) => {
  const book = createTicketBook<Claim, FaceOutcome>(store, clock, { name: 'face', lifeMs: LIFE_MS });

  return {
    get: book.get,
    isOpen: book.isOpen,
    listOpen: book.listOpen,

    open: async (id: string, claim: Claim, gone: AbortSignal): Promise<FaceTicket | { failure: Answer }> => {
      const earlier = book.ofRequest(id);
      if (earlier) return earlier;
      const asked = await provider({ service: 'face', id, idNumber: claim.idNumber, gone });
      if ('failure' in asked) return asked;
      return book.open(id, claim, asked.verdict && outcomeOf[asked.verdict]);
    },

    settle: (ticket: string, seen: CameraOutcome) => {
      const claim = book.get(ticket);
      // The register is asked only for a ticket that still counts: asking enrols.
      const isSomeoneElse = claim && book.isOpen(claim) && seen === 'PASS'
        && !register.matches(claim.subject.idNumber, claim.subject.name);
      return book.settle(ticket, isSomeoneElse ? 'NAME_OR_ID_WRONG' : seen);
    },
  };
};

export type FaceProvider = ReturnType<typeof createFaceProvider>;
