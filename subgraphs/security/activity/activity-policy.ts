import { z } from 'zod';
import { duration, limit } from '../../shared/policy/policy-values.ts';

export const activityPolicy = z.strictObject({
  openedBy: z.enum(['ALWAYS', 'HOLDER']),
  keep: duration('P184D', 'P3650D'),
  failuresPerHour: limit(1, 100),
});
