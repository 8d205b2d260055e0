import { z } from 'zod';
import { duration, limit } from '../../shared/policy/policy-values.ts';

export const sessionPolicy = z
  .strictObject({
    idle: duration('PT5M', 'P30D'),
    maximum: duration('PT15M', 'P30D'),
    most: limit(1, 1000),
  })
  .refine(({ idle, maximum }) => idle <= maximum, 'allowed is an idle time up to the maximum.');
