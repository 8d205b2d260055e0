import { z } from 'zod';
import { limit, listOf } from '../../shared/policy/policy-values.ts';
import { checkMethods } from '../protections/protection-policy.ts';

/** What makes a sign-in look as if it were somebody else's. */
export const riskSignals = ['UNKNOWN_DEVICE_IN_NEW_CITY', 'AFTER_FAILURES'] as const;

export const riskPolicy = z.strictObject({
  /** Any one of these is enough. Empty for no risk control. */
  asksWhen: listOf(riskSignals),
  /** AFTER_FAILURES: so many wrong passwords stood just before the right one. */
  failures: limit(1, 100),
  methods: listOf(checkMethods, 1),
});
