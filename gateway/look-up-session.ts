import { randomUUID } from 'node:crypto';
import type { CallerSignature, Viewer } from '../subgraphs/shared/caller.ts';
import { hashSecret } from '../subgraphs/shared/vault.ts';
import type { SubgraphClient } from './subgraph-client.ts';

interface Waiting {
  token: string;
  /** Of the client. */
  address: string | null;
  resolve(viewer: Viewer | null): void;
  reject(error: Error): void;
}

const mostAtOnce = 50;

const query = 'query($uses: [TokenUse!]!) { sessionsOfTokens(uses: $uses) { sessionId accountId duty } }';

/**
 * Finds the live session of a token. Nothing is kept from one request to the next: a session that was ended a moment ago is of no use
 * any more. But one round of questions is under way at a time, and what arrives meanwhile is asked for together, so that many cost little more than one.
 */
export const createSessionLookUp = ({ security, signature }: { security: SubgraphClient; signature: CallerSignature }) => {
  const waiting: Waiting[] = [];
  let isAsking = false;

  const ask = async (asked: Waiting[]): Promise<void> => {
    try {
      const caller = { from: 'gateway', viewer: null, hasEndedSession: false, language: 'en', device: null, address: null, requestId: randomUUID() } as const;
      const uses = asked.map(({ token, address }) => ({ tokenHash: hashSecret(token), address }));
      const { data, errors } = await security.send({ query, variables: { uses } }, signature.sign(caller));
      if (!data || errors) throw new Error('the session could not be looked up', { cause: errors?.[0]?.message });
      const sessions = data['sessionsOfTokens'] as (Viewer | null)[];
      for (const [index, { resolve }] of asked.entries()) resolve(sessions[index] ?? null);
    } catch (error) {
      for (const { reject } of asked) reject(error as Error);
    }
  };

  const askForAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      // All who wait: while security is silent, nobody waits for more than the round before and their own.
      const all = waiting.splice(0);
      const parts = Array.from({ length: Math.ceil(all.length / mostAtOnce) }, (_, part) => all.slice(part * mostAtOnce, (part + 1) * mostAtOnce));
      await Promise.all(parts.map(ask));
    }
    isAsking = false;
  };

  /** Null when there is no such session (any more), or when it may not be used from that address. Rejects when security does not say. */
  return (token: string, address: string | null): Promise<Viewer | null> =>
    new Promise((resolve, reject) => {
      waiting.push({ token, address, resolve, reject });
      if (isAsking) return;
      isAsking = true;
      // Others of this turn of the event loop go with it.
      setImmediate(() => void askForAll());
    });
};
