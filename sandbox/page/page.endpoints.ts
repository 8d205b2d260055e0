import { z } from 'zod';
import { answer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import { showPage } from './show-page.ts';

/** `/?to=…&account=…` opens the page at that address and account; the page itself reads them. */
const prefilled = z.strictObject({ to: z.string().optional(), account: z.string().optional() });

export const pageEndpoints = () => ({
  home: endpoint({ query: prefilled }, () => showPage('index.html')),
  health: endpoint({}, () => answer(200, { status: 'ok' })),
});
