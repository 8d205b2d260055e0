import type { ErrorCode } from './schema.generated.ts';

/** Why a business rule refused; `subgraphs/shared/messages` turns it into a UserError in the caller's language. */
export interface Refusal {
  code: ErrorCode;
  /** The input field, from the input's root. */
  path?: string[];
  /** The policy key and value that refused. Leave out what a stranger may not learn. */
  policy?: string;
  limit?: string | number;
  /** Milliseconds after which trying again makes sense. */
  retryAfter?: number;
}

export type Result<T> = { ok: true; value: T } | { ok: false; refusals: Refusal[] };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

export const refuse = (...refusals: Refusal[]): { ok: false; refusals: Refusal[] } => ({ ok: false, refusals });
