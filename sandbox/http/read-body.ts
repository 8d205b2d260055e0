import type { IncomingMessage } from 'node:http';
import { refuse, type Answer } from './answer.ts';

export type Body = { json: unknown } | { refusal: Answer };
export type Form = { fields: Record<string, string> } | { refusal: Answer };
type Text = { text: string } | { refusal: Answer };

const LIMIT_BYTES = 100 * 1024;

/** Reads the text of a body of that type, never more than the limit of it. */
const readText = async (request: IncomingMessage, wanted: string): Promise<Text> => {
  const { 'content-type': given = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (given.split(';')[0]?.trim().toLowerCase() !== wanted) return { refusal: refuse(415, `Send ${wanted}`) };
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
  return { text: Buffer.concat(chunks).toString('utf8') };
};

/** Asking for JSON also makes every browser ask first (CORS) before a foreign page may post here. */
export const readBody = async (request: IncomingMessage): Promise<Body> => {
  const read = await readText(request, 'application/json');
  if ('refusal' in read) return read;
  try {
    return { json: JSON.parse(read.text) as unknown };
  } catch {
    return { refusal: refuse(400, 'The body is not valid JSON') };
  }
};

/** For protocols that want a form; only for what takes a secret with it, because any page can post one. */
export const readForm = async (request: IncomingMessage): Promise<Form> => {
  const read = await readText(request, 'application/x-www-form-urlencoded');
  return 'refusal' in read ? read : { fields: Object.fromEntries(new URLSearchParams(read.text)) };
};
