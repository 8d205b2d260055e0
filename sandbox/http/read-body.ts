import type { IncomingMessage } from 'node:http';
import { refuse, type Answer } from './answer.ts';

export type Body = { content: unknown } | { refusal: Answer };
export type BodyKind = 'JSON' | 'FORM';

const LIMIT_BYTES = 100 * 1024;

const kinds: Record<BodyKind, { type: RegExp; name: string; parse: (text: string) => unknown }> = {
  JSON: { type: /^application\/json\s*(;|$)/i, name: 'application/json', parse: (text) => JSON.parse(text) as unknown },
  FORM: {
    type: /^application\/x-www-form-urlencoded\s*(;|$)/i,
    name: 'application/x-www-form-urlencoded',
    parse: (text) => Object.fromEntries(new URLSearchParams(text)),
  },
};

/** Reads one body, never more than the limit of it. */
export const readBody = async (request: IncomingMessage, kind: BodyKind): Promise<Body> => {
  const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers;
  // Asking for JSON also makes every browser ask first (CORS) before a foreign page may post here.
  const { type: wanted, name, parse } = kinds[kind];
  if (!wanted.test(type ?? '')) return { refusal: refuse(415, `Send ${name}`) };
  if (encoding !== 'identity') return { refusal: refuse(415, 'Send the body uncompressed') };

  const chunks: Buffer[] = [];
  let bytes = 0;
  // Not destroyed when we stop early: the refusal still has to go out on this socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LIMIT_BYTES) {
      request.resume();
      return { refusal: { ...refuse(413, 'The body is over 100 KB'), headers: { connection: 'close' } } };
    }
    chunks.push(chunk);
  }
  try {
    return { content: parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { refusal: refuse(400, 'The body is not valid JSON') };
  }
};
