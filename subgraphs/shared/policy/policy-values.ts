import { z } from 'zod';
import { formatDuration, parseDuration } from '../duration.ts';

/** A length of time between two bounds, written in ISO 8601, held in milliseconds. */
export const duration = (atLeast: string, atMost: string) => {
  const [least, most] = [parseDuration(atLeast)!, parseDuration(atMost)!];
  return z.string().transform((written, context): number => {
    const length = parseDuration(written);
    if (length === null || length < least || length > most) {
      context.addIssue({ code: 'custom', message: `allowed is a duration from ${formatDuration(least)} to ${formatDuration(most)}, for example PT30M or P15D.` });
      return z.NEVER;
    }
    return length;
  });
};

/** From one length of time to another, both within two bounds. */
export const durationRange = (atLeast: string, atMost: string) =>
  z.strictObject({ least: duration(atLeast, atMost), most: duration(atLeast, atMost) }).refine(({ least, most }) => least <= most, 'allowed is a least up to the most.');

export type DurationRange = z.infer<ReturnType<typeof durationRange>>;

/** A whole number between two bounds. */
export const limit = (atLeast: number, atMost: number) => z.number().int().min(atLeast).max(atMost);

/** A list without repetition. */
export const listOf = <T extends string>(values: readonly [T, ...T[]], atLeast = 0) =>
  z
    .array(z.enum(values))
    .min(atLeast)
    .refine((list) => new Set(list).size === list.length, 'allowed is each entry once.');

/** The texts that a person has to agree to, by id, with the version in force and the titles. */
export const agreements = (atLeast = 0) =>
  z.array(z.strictObject({ id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/), version: z.string().min(1).max(32), title: z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) }) })).min(atLeast);

export type AgreementPolicy = z.infer<ReturnType<typeof agreements>>[number];
