import { z } from 'zod';
import { identityCheckPolicy } from './identity-check/identity-check-policy.ts';
import { personalPolicy } from './personal/personal-policy.ts';

export const verificationPolicy = z.strictObject({ personal: personalPolicy, identityCheck: identityCheckPolicy });
export type VerificationPolicy = z.infer<typeof verificationPolicy>;
