import { z } from 'zod';
import { instant } from '../fields.ts';
import { answer, refuse } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Clock } from './clock.ts';
import type { ClockMover } from './clock-mover.ts';
import { readDuration } from './read-duration.ts';

const order = z.strictObject({ advance: z.string().max(60).optional(), set: instant.optional() })
  .refine(({ advance, set }) => (advance === undefined) !== (set === undefined), 'Give either advance or set');

export const clockEndpoints = (clock: Clock, mover: ClockMover) => {
  const state = () => ({ now: clock.now().toISOString(), offsetMs: clock.offsetMs() });

  return {
    read: endpoint({}, () => answer(200, state())),

    /** Answers when everything that fell due on the way has happened, or says who did not follow. */
    move: endpoint({ body: order }, async ({ body: { advance, set } }) => {
      const advanceMs = advance === undefined ? 0 : readDuration(advance);
      if (advanceMs === null) {
        return refuse(400, 'Give an ISO 8601 duration in weeks, days, hours, minutes or seconds, e.g. "P15D"', 'advance');
      }
      const moved = await mover.move(set === undefined ? { advanceMs } : { setAt: Date.parse(set) });
      if ('refused' in moved) {
        return moved.refused === 'BACKWARD'
          ? refuse(409, 'The clock only goes forward', set === undefined ? 'advance' : 'set')
          : refuse(400, 'The clock goes at most two years at a time', set === undefined ? 'advance' : 'set');
      }
      const [first] = moved.failures;
      if (!first) return answer(200, state());
      const said = moved.failures.map(({ subscriber, reason }) => `${subscriber}: ${reason}`).join('; ');
      const subscribers = moved.failures.map(({ subscriber }) => subscriber);
      return answer(502, { error: `Did not follow the clock: ${said}`, subscriber: first.subscriber, subscribers, ...state() });
    }),
  };
};
