import { z } from 'zod';
import { instant, messageText, phone, requestId, shortText } from '../fields.ts';
import { answer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { MessageStore } from './message-store.ts';

const sms = z.strictObject({ id: requestId, to: phone, text: messageText });
const wechat = z.strictObject({ id: requestId, to: shortText, text: messageText });

// In a query string an unescaped "+" reads as a space; nobody's address starts with one.
const address = z.string().min(1).max(254).transform((to) => to.replace(/^ (?=\d)/, '+').trim());
const wanted = z.strictObject({ to: address.optional(), after: instant.optional() });

export const messageEndpoints = (messages: MessageStore) => ({
  sendSms: endpoint({ body: sms }, ({ body }) => {
    messages.receive({ ...body, channel: 'SMS', subject: null });
    return answer(202, { id: body.id });
  }),

  sendWechat: endpoint({ body: wechat }, ({ body }) => {
    messages.receive({ ...body, channel: 'WECHAT', subject: null });
    return answer(202, { id: body.id });
  }),

  list: endpoint({ query: wanted }, ({ query: { to, after } }) =>
    answer(200, messages.list(to ?? null, after === undefined ? null : new Date(after)))),
});
