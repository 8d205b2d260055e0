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

const documents = new Map<number, string>();
const documentFor = (howMany: number): string => {
  const indices = Array.from({ length: howMany }, (_, index) => index);
  const document =
    documents.get(howMany) ?? `query(${indices.map((index) => `$h${index}: String!, $a${index}: String`).join(', ')}) { ${indices.map((index) => `s${index}: sessionOfToken(tokenHash: $h${index}, address: $a${index}) { sessionId accountId duty }`).join(' ')} }`;
  documents.set(howMany, document);
  return document;
};

/**
 * Finds the live session of a token. Nothing is kept from one request to the next: a session that was ended a moment ago is of no use
 * any more. But the requests that arrive in the same turn of the event loop are asked for together, so that many cost little more than one.
 */
export const createSessionLookUp = ({ security, signature }: { security: SubgraphClient; signature: CallerSignature }) => {
  let waiting: Waiting[] = [];

  const ask = async (asked: Waiting[]): Promise<void> => {
    try {
      const caller = { from: 'gateway', viewer: null, hasEndedSession: false, language: 'en', device: null, address: null, requestId: randomUUID() } as const;
      const variables = Object.fromEntries(asked.flatMap(({ token, address }, index) => [[`h${index}`, hashSecret(token)], [`a${index}`, address]]));
      const { data, errors } = await security.send({ query: documentFor(asked.length), variables }, signature.sign(caller));
      if (!data || errors) throw new Error('the session could not be looked up', { cause: errors?.[0]?.message });
      for (const [index, { resolve }] of asked.entries()) resolve((data[`s${index}`] as Viewer | null | undefined) ?? null);
    } catch (error) {
      for (const { reject } of asked) reject(error as Error);
    }
  };

  const askForAll = (): void => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += mostAtOnce) void ask(all.slice(from, from + mostAtOnce));
  };

  /** Null when there is no such session (any more), or when it may not be used from that address. Rejects when security does not say. */
  return (token: string, address: string | null): Promise<Viewer | null> =>
    new Promise((resolve, reject) => {
      if (waiting.push({ token, address, resolve, reject }) === 1) setImmediate(askForAll);
    });
};
