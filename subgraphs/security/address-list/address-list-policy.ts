import { z } from 'zod';
import { limit } from '../../shared/policy/policy-values.ts';

export const addressListPolicy = z.strictObject({
  isOffered: z.boolean(),
  /** How many networks a list may have. */
  most: limit(1, 200),
});
export type AddressListPolicy = z.infer<typeof addressListPolicy>;
