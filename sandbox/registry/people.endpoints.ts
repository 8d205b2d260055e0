import { z } from 'zod';
import { idNumber, requestId, shortText } from '../fields.ts';
import { answer, refuse } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { PoliceRegister } from './police-register.ts';

const params = z.strictObject({ idNumber });
const status = z.string().trim().toUpperCase().regex(/^[A-Z_]{1,32}$/, 'Write a word, e.g. NORMAL or DECEASED');
const person = z.strictObject({ name: shortText, born: z.iso.date().optional(), status: status.default('NORMAL') });
const question = z.strictObject({ id: requestId, name: shortText, idNumber });

export const peopleEndpoints = (register: PoliceRegister, provider: IdentityProvider) => ({
  put: endpoint({ params, body: person }, ({ params: { idNumber: number }, body }) =>
    answer(200, register.put(number, body))),

  read: endpoint({ params }, ({ params: { idNumber: number } }) => {
    const found = register.get(number);
    return found ? answer(200, found) : refuse(404, 'The police register does not know this number');
  }),

  check: endpoint({ body: question }, async ({ body, gone }) => {
    const asked = await provider({ service: 'check', ...body, gone });
    if ('failure' in asked) return asked.failure;
    const looked = () => (register.matches(body.idNumber, body.name) ? 'MATCH' : 'MISMATCH');
    return answer(200, { result: asked.verdict ?? looked() });
  }),
});
