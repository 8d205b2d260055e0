import { z } from 'zod';
import { agreements, limit, listOf } from '../../shared/policy/policy-values.ts';

export const personalPolicy = z.strictObject({
  methods: listOf(['FACE'], 1),
  // PIPL 31: below 14 a guardian would have to consent.
  minimumAge: limit(14, 100),
  accountsPerIdNumber: limit(1, 1000),
  consent: agreements().element,
});
export type PersonalPolicy = z.infer<typeof personalPolicy>;
