import { z } from 'zod';
import { codePolicy } from '../shared/codes.ts';
import { passwordPolicy } from './password/password-policy.ts';
import { registrationPolicy } from './registration/registration-policy.ts';
import { lockoutPolicy } from './sign-in/lockout-policy.ts';

/** The `account` section of a policy file. */
export const accountPolicy = z.strictObject({
  registration: registrationPolicy,
  password: passwordPolicy,
  lockout: lockoutPolicy,
  codes: codePolicy,
});

export type AccountPolicy = z.infer<typeof accountPolicy>;
