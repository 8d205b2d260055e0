import { z } from 'zod';
import { refuse, type Answer } from './answer.ts';
import type { Body, BodyKind } from './read-body.ts';

export interface RawCall {
  params: Record<string, string>;
  query: Record<string, string>;
  readBody: (kind: BodyKind) => Promise<Body>;
  /** Aborted when the caller hangs up before it was answered. */
  gone: AbortSignal;
}

export type Endpoint = (call: RawCall) => Promise<Answer>;

/** `form` in place of `body` takes a form instead of JSON. */
interface Shape { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType; form?: z.ZodType }
type Read<S extends Shape, K extends keyof Shape> = S[K] extends z.ZodType ? z.output<S[K]> : unknown;

export interface Call<S extends Shape> {
  params: Read<S, 'params'>;
  query: Read<S, 'query'>;
  body: Read<S, 'body'>;
  form: Read<S, 'form'>;
  gone: AbortSignal;
}

const nothing = z.strictObject({});

const refuseIssue = (error: z.ZodError): Answer => {
  const issue = error.issues[0];
  if (!issue) return refuse(400, 'Invalid request');
  // zod reports an unknown field at its parent; the caller wants to read its name.
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  return refuse(400, issue.message, path.join('.'));
};

/** Joins an endpoint with the shapes of what it takes; whatever does not fit never reaches it. */
export const endpoint = <S extends Shape>(
  shape: S,
  act: (call: Call<S>) => Answer | Promise<Answer>,
): Endpoint => async ({ params: rawParams, query: rawQuery, readBody, gone }) => {
  const params = (shape.params ?? nothing).safeParse(rawParams);
  if (!params.success) return refuseIssue(params.error);
  const query = (shape.query ?? nothing).safeParse(rawQuery);
  if (!query.success) return refuseIssue(query.error);

  const call = { params: params.data, query: query.data, body: undefined as unknown, form: undefined as unknown, gone };
  for (const kind of ['body', 'form'] as const) {
    const wanted = shape[kind];
    if (!wanted) continue;
    const read = await readBody(kind === 'form' ? 'FORM' : 'JSON');
    if ('refusal' in read) return read.refusal;
    const given = wanted.safeParse(read.content);
    if (!given.success) return refuseIssue(given.error);
    call[kind] = given.data;
  }
  return act(call as Call<S>);
};
