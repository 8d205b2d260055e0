import { z } from 'zod';
import { duration } from '../../shared/policy/policy-values.ts';

export const contactPolicy = z.strictObject({
  /** How long the link that confirms a new contact can be opened. */
  confirmationLifetime: duration('PT10M', 'P30D'),
});

