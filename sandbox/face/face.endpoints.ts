import { z } from 'zod';
import { idNumber, requestId, shortText } from '../fields.ts';
import { answer, refuse } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import { showPage } from '../page/show-page.ts';
import { cameraOutcomes } from './face-outcome.ts';
import type { FaceProvider, FaceTicket } from './face-provider.ts';

const params = z.strictObject({ ticket: z.string() });
const order = z.strictObject({ id: requestId, name: shortText, idNumber });
const photo = z.strictObject({ ticket: z.string().max(100), outcome: z.enum(cameraOutcomes) });

export const faceEndpoints = (face: FaceProvider, publicUrl: () => string) => {
  const opened = ({ ticket, expiresAt }: FaceTicket) =>
    ({ ticket, url: `${publicUrl()}/camera/${ticket}`, expiresAt });

  const progress = (found: FaceTicket) => {
    const { ticket, outcome, at, expiresAt } = found;
    if (outcome !== null) return { ticket, status: 'DONE', outcome, at };
    return face.isOpen(found)
      ? { ticket, status: 'WAITING', outcome: null, at: null }
      : { ticket, status: 'DONE', outcome: 'EXPIRED', at: expiresAt };
  };

  const unknown = () => refuse(404, 'There is no such face ticket');

  return {
    open: endpoint({ body: order }, async ({ body: { id, ...claim }, gone }) => {
      const ticket = await face.open(id, claim, gone);
      return 'failure' in ticket ? ticket.failure : answer(201, opened(ticket));
    }),

    read: endpoint({ params }, ({ params: { ticket } }) => {
      const found = face.get(ticket);
      return found ? answer(200, progress(found)) : unknown();
    }),

    list: endpoint({}, () =>
      answer(200, face.listOpen().map((found) => ({ ...opened(found), name: found.subject.name })))),

    settle: endpoint({ body: photo }, ({ body: { ticket, outcome } }) => {
      const settled = face.settle(ticket, outcome);
      if (settled === 'TOO_LATE') return refuse(409, 'This face ticket is already done');
      const found = face.get(ticket);
      return found ? answer(200, progress(found)) : unknown();
    }),

    camera: endpoint({ params }, ({ params: { ticket } }) => (face.get(ticket) ? showPage('camera.html') : unknown())),
  };
};
