import type { IncomingMessage } from 'node:http';
import { refuse, type Answer } from './answer.ts';

export type Body = { json: unknown } | { refusal: Answer };

const LIMIT_BYTES = 100 * 1024;

const isJson = (type: string | undefined) => /^application\/json\s*(;|$)/i.test(type ?? '');

/** Reads one JSON body, never more than the limit of it. */
export const readBody = async (request: IncomingMessage): Promise<Body> => {
  const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers;
  // Asking for JSON also makes every browser ask first (CORS) before a foreign page may post here.
  if (!isJson(type)) return { refusal: refuse(415, 'Send application/json') };
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
    return { json: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown };
  } catch {
    return { refusal: refuse(400, 'The body is not valid JSON') };
  }
};
