import { Agent, request } from 'undici';
import { z } from 'zod';
import { second } from '../../shared/duration.ts';
import type { Log } from '../../shared/log.ts';
import { refuse, type Result } from '../../shared/result.ts';
import type { ThirdPartyKind } from './third-party.ts';

interface Question {
  url: string;
  query: Record<string, string>;
  /** Makes it a POST of JSON, or of a form. */
  json?: Record<string, unknown>;
  form?: Record<string, string>;
}

/** Gives the answer, an error of the provider among them; null when none came, or none of the shape. It is asked once. */
export type AskProvider = <T>(question: Question, shape: z.ZodType<T>) => Promise<T | null>;

/** All questions of one exchange together. */
const patience = 3 * second;
const dispatcher = new Agent({ connections: 16, maxResponseSize: 64 * 1024 });

const bodyOf = ({ json, form }: Question) => {
  if (json) return { method: 'POST' as const, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
  return form ? { method: 'POST' as const, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(form).toString() } : {};
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would carry a piece of the answer into the log.
    throw new Error('The answer is not JSON.');
  }
};

/** The questions of one exchange. Addresses and answers carry secrets, so that the log has neither. */
export const beginExchange = (kind: ThirdPartyKind | 'FACE', log: Log): AskProvider => {
  const signal = AbortSignal.timeout(patience);
  return async (question, shape) => {
    try {
      const answer = await request(`${question.url}?${new URLSearchParams(question.query)}`, { ...bodyOf(question), signal, dispatcher });
      const text = await answer.body.text();
      // Some refuse with 400 and say why, all fail with 500.
      if (answer.statusCode >= 500) throw new Error(`It answered ${answer.statusCode}.`);
      return shape.parse(readJson(text));
    } catch (error) {
      const reason = error instanceof z.ZodError ? 'The answer has another shape.' : String(error);
      log.warn({ provider: kind, reason }, 'the identity provider gave no answer');
      return null;
    }
  };
};

export const unavailable = (): Result<never> => refuse({ code: 'PROVIDER_UNAVAILABLE' });

/** What the provider did not confirm. Its code is for the operator: a wrong secret shows here. */
export const refused = (kind: ThirdPartyKind, log: Log, providerCode: number | string): Result<never> => {
  log.info({ provider: kind, providerCode }, 'the identity provider refused');
  return refuse({ code: 'PROVIDER_REFUSED', path: ['authorisationCode'] });
};

/** An id at a provider. */
export const subjectShape = z.string().min(1).max(128);

/** A name at a provider: for people to recognise, so one that is too long is cut. */
export const readName = (name: string | undefined): string | null => [...(name ?? '').trim()].slice(0, 64).join('') || null;
