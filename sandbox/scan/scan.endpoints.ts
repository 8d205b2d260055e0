import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import { requestId } from '../fields.ts';
import { answer, refuse } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import { showPage } from '../page/show-page.ts';
import type { Store } from '../store/open-store.ts';
import type { PageVisits } from '../third-party/page-visits.ts';
import { deed } from '../third-party/provider.ts';
import { createTicketBook, type Ticket } from '../tickets/ticket-book.ts';

const providers = ['WECHAT', 'QQ', 'WECOM', 'WEIBO'] as const;
type Provider = (typeof providers)[number];
type Decision = { status: 'APPROVED'; as: string } | { status: 'DECLINED' };
type ScanTicket = Ticket<Provider, Decision>;

const LIFE_MS = 2 * 60 * 1000;

const params = z.strictObject({ ticket: z.string() });
const order = z.strictObject({ id: requestId, provider: z.enum(providers) });
const scanned = deed.extend({ ticket: z.string().max(200), approve: z.boolean() });

/** QR codes that a person scans with the app of WeChat, QQ, WeCom or Weibo. */
export const scanEndpoints = (store: Store, clock: Clock, publicUrl: () => string, visits: PageVisits) => {
  const book = createTicketBook<Provider, Decision>(store, clock, { name: 'scan', lifeMs: LIFE_MS });

  const opened = ({ ticket, expiresAt }: ScanTicket) =>
    ({ ticket, url: `${publicUrl()}/qr/${ticket}`, expiresAt });

  const progress = (found: ScanTicket) => {
    const { ticket, subject: provider, outcome } = found;
    const subject = outcome?.status === 'APPROVED' ? { provider, id: outcome.as, name: outcome.as } : null;
    return { ticket, status: outcome?.status ?? (book.isOpen(found) ? 'WAITING' : 'EXPIRED'), subject };
  };

  const unknown = () => refuse(404, 'There is no such scan ticket');

  return {
    open: endpoint({ body: order }, ({ body: { id, provider } }) => answer(201, opened(book.open(id, provider)))),

    read: endpoint({ params }, ({ params: { ticket } }) => {
      const found = book.get(ticket);
      return found ? answer(200, progress(found)) : unknown();
    }),

    list: endpoint({}, () =>
      answer(200, [
        ...visits.listOpen().map(({ ticket, provider, expiresAt }) => ({ ticket, url: null, expiresAt, provider })),
        ...book.listOpen().map((found) => ({ ...opened(found), provider: found.subject })),
      ])),

    settle: endpoint({ body: scanned }, ({ body: { ticket, ...done } }) => {
      const { as, approve } = done;
      const left = visits.settle(ticket, done);
      if (left && 'error' in left) return refuse(403, left.error);
      if (left) return answer(200, { ticket, status: approve ? 'APPROVED' : 'DECLINED', ...left });
      const settled = book.settle(ticket, approve ? { status: 'APPROVED', as } : { status: 'DECLINED' });
      if (settled === 'TOO_LATE') return refuse(409, 'This scan ticket is already done or has run out');
      const found = book.get(ticket);
      return found ? answer(200, progress(found)) : unknown();
    }),

    phone: endpoint({ params }, ({ params: { ticket } }) => (book.get(ticket) ? showPage('scan.html') : unknown())),
  };
};
