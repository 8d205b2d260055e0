import { z } from 'zod';

export const identityPolicy = {
  /** Whether a verified person has to look into the camera before the closure can be confirmed (TX-DER-029). */
  identityCheckForVerified: z.boolean(),
};
