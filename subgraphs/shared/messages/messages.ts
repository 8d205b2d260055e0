import type { Refusal } from '../result.ts';
import type { ErrorCode, UserError } from '../schema.generated.ts';
import { en } from './en.ts';
import type { Language } from './language.ts';
import { zh } from './zh.ts';

const catalogues: Record<Language, Record<ErrorCode, string>> = { zh, en };

/** A refusal in the caller's language. `{limit}` and `{wait}` in a message stand for the limit and the time to wait. */
export const toUserErrors = (refusals: readonly Refusal[], language: Language): UserError[] =>
  refusals.map(({ code, path, policy, limit, retryAfter }) => ({
    code,
    message: catalogues[language][code]
      .replace('{limit}', limit === undefined ? '' : String(limit))
      .replace('{wait}', retryAfter === undefined ? '' : sayWait(retryAfter, language))
      .trimEnd(),
    path: path ?? null,
    policy: policy ?? null,
    limit: limit === undefined ? null : String(limit),
    retryAfter: retryAfter ?? null,
  }));

const units: [number, Record<Language, [one: string, many: string]>][] = [
  [86_400_000, { zh: ['天', '天'], en: ['day', 'days'] }],
  [3_600_000, { zh: ['小时', '小时'], en: ['hour', 'hours'] }],
  [60_000, { zh: ['分钟', '分钟'], en: ['minute', 'minutes'] }],
  [1000, { zh: ['秒', '秒'], en: ['second', 'seconds'] }],
];

/** A length of time as people say it, in its largest unit, rounded up. */
const sayWait = (milliseconds: number, language: Language): string => {
  const [size, names] = units.find(([unit]) => milliseconds > unit) ?? units.at(-1)!;
  const amount = Math.max(1, Math.ceil(milliseconds / size));
  return language === 'zh' ? ` ${amount} ${names.zh[0]}` : `${amount} ${names.en[amount === 1 ? 0 : 1]}`;
};
