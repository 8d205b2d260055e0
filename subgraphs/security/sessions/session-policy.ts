import { z } from 'zod';
import { duration, durationRange, limit } from '../../shared/policy/policy-values.ts';

export const sessionPolicy = z
  .strictObject({
    idle: duration('PT5M', 'P30D'),
    maximum: duration('PT15M', 'P30D'),
    most: limit(1, 1000),
    /** What a holder may choose instead. Null: not adjustable. */
    idleRange: durationRange('PT5M', 'P30D').nullable(),
    maximumRange: durationRange('PT15M', 'P30D').nullable(),
  })
  .refine(({ idle, maximum }) => idle <= maximum, 'allowed is an idle time up to the maximum.');
export type SessionPolicy = z.infer<typeof sessionPolicy>;
