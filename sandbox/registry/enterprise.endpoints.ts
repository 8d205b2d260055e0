import { z } from 'zod';
import { dayOrInstant, shortText, uscc } from '../fields.ts';
import { answer, refuse } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/open-store.ts';

const params = z.strictObject({ uscc });
const enterprise = z.strictObject({
  name: shortText,
  kind: shortText,
  legalPerson: shortText,
  status: shortText,
  registeredAt: dayOrInstant,
});

export const enterpriseEndpoints = (store: Store) => {
  const enterprises = store.collection<z.output<typeof enterprise>>('enterprise');

  return {
    put: endpoint({ params, body: enterprise }, ({ params: { uscc: code }, body }) => {
      enterprises.put(code, body);
      return answer(200, body);
    }),

    read: endpoint({ params }, ({ params: { uscc: code } }) => {
      const found = enterprises.get(code);
      return found ? answer(200, found) : refuse(404, 'The business registry does not know this code');
    }),
  };
};
