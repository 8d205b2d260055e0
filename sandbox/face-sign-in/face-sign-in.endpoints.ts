import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import { requestId, shortText } from '../fields.ts';
import { answer, refuse } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import { showPage } from '../page/show-page.ts';
import type { Store } from '../store/open-store.ts';
import { createTicketBook, type Ticket } from '../tickets/ticket-book.ts';

/** What a site has to know to be served. */
export const faceSecret = 'sandbox-face-secret';

const LIFE_MS = 5 * 60 * 1000;

interface Seen { as: string; token: string }
type Capture = Ticket<null, Seen>;

const secret = z.string().max(256);
const params = z.strictObject({ capture: z.string() });
const person = z.strictObject({ accountId: z.string().min(1).max(64) });
const enrolled = z.strictObject({ as: shortText.nullable() });
const order = z.strictObject({ secret, id: requestId });
const shown = z.strictObject({ capture: z.string().max(100), as: shortText, isAlive: z.boolean().default(true) });
const question = z.strictObject({ secret, id: requestId, capture: z.string().max(255), token: z.string().max(10_000), accountIds: z.array(z.string().max(64)).min(1).max(100) });

/**
 * A service that knows the faces of passports. Who stands before the camera gets a token whoever they are; whose face it was,
 * only the site is told, for the accounts that it names. One without a face is answered as one with another.
 */
export const faceSignInEndpoints = (store: Store, clock: Clock, publicUrl: () => string) => {
  const book = createTicketBook<null, Seen>(store, clock, { name: 'face-capture', lifeMs: LIFE_MS });
  const faces = store.collection<{ as: string | null }>('enrolled-face');
  /** Which request a token was first used by. */
  const uses = store.collection<string>('face-token');

  const opened = ({ ticket, expiresAt }: Capture) => ({ capture: ticket, url: `${publicUrl()}/look/${ticket}`, expiresAt });
  const wrongSecret = () => refuse(401, 'The secret is wrong', 'secret');
  const unknown = () => refuse(404, 'There is no such capture');

  return {
    enrol: endpoint({ params: person, body: enrolled }, ({ params: { accountId }, body: { as } }) => {
      faces.put(accountId, { as });
      return answer(200, { accountId, as });
    }),

    open: endpoint({ body: order }, ({ body: { secret: given, id } }) => (given === faceSecret ? answer(201, opened(book.open(id, null))) : wrongSecret())),

    list: endpoint({}, () => answer(200, book.listOpen().map(opened))),

    show: endpoint({ body: shown }, ({ body: { capture, as, isAlive } }) => {
      const found = book.get(capture);
      if (!found) return unknown();
      if (!book.isOpen(found)) return refuse(409, 'This capture is already done or has run out');
      // A picture is turned away, and somebody may still come.
      if (!isAlive) return answer(200, { token: null });
      const token = randomBytes(24).toString('base64url');
      book.settle(capture, { as, token });
      return answer(200, { token });
    }),

    compare: endpoint({ body: question }, ({ body: { secret: given, id, capture, token, accountIds } }) => {
      if (given !== faceSecret) return wrongSecret();
      const found = book.get(capture);
      const isLive = found && found.outcome?.token === token && clock.now().toISOString() < found.expiresAt;
      if (!isLive || !(uses.add(token, id) || uses.get(token) === id)) return answer(200, { matching: null });
      return answer(200, { matching: accountIds.filter((accountId) => faces.get(accountId)?.as === found.outcome!.as) });
    }),

    camera: endpoint({ params }, ({ params: { capture } }) => (book.get(capture) ? showPage('look.html') : unknown())),
  };
};
