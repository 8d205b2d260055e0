import { z } from 'zod';
import { duration } from '../../shared/policy/policy-values.ts';

export const identityCheckPolicy = z.strictObject({ pollEvery: duration('PT1S', 'PT5M') });
