import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { instant } from '../fields.ts';

/** What a subscriber said: when its next work falls due, or why it said nothing of use. */
export type Told = { nextDueAt: number | null } | { failure: string };

/** A process that lives by the sandbox clock. */
export interface Subscriber {
  url: string;
  tell: (offsetMs: number) => Promise<Told>;
}

interface Settings { key: string | null; patienceMs: number; closing: AbortSignal }

const answered = z.object({ nextDueAt: instant.nullable() });

const PAUSE_MS = { first: 100, longest: 1000 };

const why = (fault: unknown, patienceMs: number): string => {
  if (!(fault instanceof Error)) return String(fault);
  if (fault.name === 'TimeoutError') return `no answer within ${patienceMs / 1000} s`;
  const { cause } = fault;
  return cause instanceof Error && 'code' in cause ? `no connection (${String(cause.code)})` : fault.message;
};

export const createSubscriber = (url: string, { key, patienceMs, closing }: Settings): Subscriber => {
  const headers = { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) };

  const once = async (offsetMs: number, leftMs: number): Promise<Told> => {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(leftMs)]);
    try {
      const body = JSON.stringify({ offsetMs });
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
      const text = await response.text();
      if (!response.ok) return { failure: `answered ${response.status}` };
      const { nextDueAt } = answered.parse(JSON.parse(text));
      return { nextDueAt: nextDueAt === null ? null : Date.parse(nextDueAt) };
    } catch (fault) {
      return { failure: fault instanceof z.ZodError ? 'answered without a nextDueAt' : why(fault, patienceMs) };
    }
  };

  return {
    url,
    // A subscriber may be in the middle of a restart: asked again until patience ends.
    tell: async (offsetMs) => {
      const giveUpAt = Date.now() + patienceMs;
      for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS.longest)) {
        const told = await once(offsetMs, Math.max(1, giveUpAt - Date.now()));
        if ('nextDueAt' in told) return told;
        await sleep(Math.min(pauseMs, Math.max(0, giveUpAt - Date.now())), undefined, { signal: closing }).catch(() => undefined);
        // What it last said is the reason; an attempt with no time left would only hide it.
        if (closing.aborted || Date.now() >= giveUpAt) return told;
      }
    },
  };
};
