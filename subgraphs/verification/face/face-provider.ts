import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';
import { second } from '../../shared/duration.ts';
import type { Log } from '../../shared/log.ts';

/** How the provider judged a person at the camera. */
const outcomes = ['PASS', 'MISMATCH', 'LIVENESS_FAILED', 'OCCLUDED', 'EXPIRED', 'NAME_OR_ID_WRONG', 'REVIEW'] as const;
export type FaceOutcome = (typeof outcomes)[number];

export interface FaceTicket {
  ticket: string;
  url: string;
  expiresAt: number;
}

/** Who is expected at the camera. The same `id` gives the same ticket, however often it is sent. */
interface FaceRequest {
  id: string;
  name: string;
  idNumber: string;
}

/** How long all tries together may take. */
export interface Patience {
  within: number;
  tries: number;
}

/*
 * The gateway waits ten seconds for a mutation, and like the other services two for everything else; what is asked in between has to
 * leave room for the rest. A provider that fails at once is asked again; one that is silent uses up the time.
 */
export const forMutation: Patience = { within: 5 * second, tries: 3 };
export const forService: Patience = { within: 1100, tries: 3 };
export const forGlance: Patience = { within: 600, tries: 1 };
export const inBackground: Patience = { within: 3 * second, tries: 3 };

export interface FaceProvider {
  /** Null when the provider does not answer. */
  openTicket(person: FaceRequest, patience: Patience): Promise<FaceTicket | null>;
  /** Null when the provider does not answer. */
  readOutcome(ticket: string, patience: Patience): Promise<FaceOutcome | 'WAITING' | null>;
}

const ticketShape = z.object({
  ticket: z.string().min(1).max(255),
  url: z.url({ protocol: /^https?$/ }).max(2000),
  expiresAt: z.iso.datetime({ offset: true }).transform((written) => Date.parse(written)),
});
const progressShape = z.discriminatedUnion('status', [z.object({ status: z.literal('WAITING') }), z.object({ status: z.literal('DONE'), outcome: z.enum(outcomes) })]);

/** The face recognition service: `POST /face/tickets {id, name, idNumber}`, `GET /face/tickets/{ticket}`. */
export const createFaceProvider = (baseUrl: string, log: Log): FaceProvider => {
  const askOnce = async <T>(path: string, body: FaceRequest | null, shape: z.ZodType<T>, signal: AbortSignal): Promise<T> => {
    const answer = await request(`${baseUrl}${path}`, {
      signal,
      ...(body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    if (answer.statusCode >= 300) {
      await answer.body.dump();
      throw new Error(`The face provider answered ${answer.statusCode}.`);
    }
    return shape.parse(await answer.body.json());
  };

  const ask = async <T>(path: string, body: FaceRequest | null, shape: z.ZodType<T>, { within, tries }: Patience): Promise<T | null> => {
    const signal = AbortSignal.timeout(within);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await askOnce(path, body, shape, signal);
      } catch (error) {
        log.warn({ attempt, tries, reason: String(error) }, 'the face provider gave no answer');
        if (attempt === tries || signal.aborted) return null;
        await pause(100 * attempt * (0.5 + Math.random()));
      }
    }
  };

  return {
    openTicket: (person, patience) => ask('/face/tickets', person, ticketShape, patience),
    readOutcome: async (ticket, patience) => {
      const progress = await ask(`/face/tickets/${encodeURIComponent(ticket)}`, null, progressShape, patience);
      return progress?.status === 'DONE' ? progress.outcome : (progress?.status ?? null);
    },
  };
};
