import { z } from 'zod';
import { duration, limit, listOf } from '../../shared/policy/policy-values.ts';
import { checkMethods } from '../protections/protection-policy.ts';

export const remoteLoginPolicy = z.strictObject({
  /** Whether the check is on until the holder switches it off. */
  byDefault: z.boolean(),
  /** What is asked in an unusual city: whichever of these is set up. */
  methods: listOf(checkMethods, 1),
  /** A city becomes usual by so many sign-ins over at least so long. */
  usualAfter: z.strictObject({ signIns: limit(1, 100), over: duration('PT0S', 'P30D') }),
  /** How long after the last sign-in there a city stays usual. */
  keepFor: duration('P1D', 'P400D'),
  /** How many cities, and how many devices, are remembered. */
  most: limit(1, 50),
});
export type RemoteLoginPolicy = z.infer<typeof remoteLoginPolicy>;
