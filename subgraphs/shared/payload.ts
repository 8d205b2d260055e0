import type { Language } from './messages/language.ts';
import { toUserErrors } from './messages/messages.ts';
import type { Result } from './result.ts';
import type { UserError } from './schema.generated.ts';

/** A result as the answer to a mutation: what came of it (nothing when it was refused), and why it was refused. */
export const payload = <T, Fields extends object>(result: Result<T>, language: Language, fields: (value: T) => Fields): Partial<Fields> & { userErrors: UserError[] } =>
  result.ok ? { ...fields(result.value), userErrors: [] } : { userErrors: toUserErrors(result.refusals, language) } as Partial<Fields> & { userErrors: UserError[] };
