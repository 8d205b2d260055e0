import type { Language } from '../shared/messages/language.ts';
import { toUserErrors } from '../shared/messages/messages.ts';
import type { Result } from '../shared/result.ts';
import type { UserError } from '../shared/schema.generated.ts';

/** A result as the answer to a mutation: what came of it (nothing when it was refused), and why it was refused. */
export const payload = <T, Fields extends object>(result: Result<T>, language: Language, fields: (value: T) => Fields): Partial<Fields> & { userErrors: UserError[] } =>
  result.ok ? { ...fields(result.value), userErrors: [] } : { userErrors: toUserErrors(result.refusals, language) } as Partial<Fields> & { userErrors: UserError[] };
