import { z } from 'zod';
import { answer, refuse } from '../http/answer.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { showPage } from '../page/show-page.ts';
import type { PageVisits } from './page-visits.ts';
import { anyFields, deed, type Provider } from './provider.ts';

const params = z.strictObject({ ticket: z.string() });
const whole = deed.extend({ url: z.url({ protocol: /^https?$/ }) });

/** The pages of the providers, and the person on them. */
export const authoriseEndpoints = (visits: PageVisits) => ({
  pageOf: (provider: Provider): Endpoint =>
    endpoint({ query: anyFields }, ({ query }) => {
      const opened = visits.open(provider, query);
      return 'error' in opened ? refuse(400, opened.error) : showPage('authorise.html');
    }),

  /** Somebody opens the address and approves or declines; tells where the browser goes then. */
  play: endpoint({ body: whole }, ({ body: { url, ...done } }) => {
    const left = visits.play(url, done);
    return 'error' in left ? refuse(403, left.error) : answer(200, left);
  }),

  /** Whether somebody has acted on the open page from elsewhere. */
  read: endpoint({ params }, ({ params: { ticket } }) => {
    const page = visits.get(ticket);
    if (!page) return refuse(404, 'No page was opened with this state');
    return answer(200, { ticket, provider: page.provider, status: page.left ? 'LEFT' : visits.isOpen(page) ? 'WAITING' : 'EXPIRED', redirectTo: page.left?.redirectTo ?? null });
  }),
});
