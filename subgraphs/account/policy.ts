import { z } from 'zod';
import { activationPolicy } from './activation/activation-policy.ts';
import { accountCodePolicy } from './codes/code-policy.ts';
import { contactPolicy } from './contacts/contact-policy.ts';
import { loginMethodPolicy } from './login-methods/login-method-policy.ts';
import { noticePolicy } from './notices/notice-policy.ts';
import { passwordPolicy } from './password/password-policy.ts';
import { profilePolicy } from './profile/profile-policy.ts';
import { registrationPolicy } from './registration/registration-policy.ts';
import { lockoutPolicy } from './sign-in/lockout-policy.ts';
import { signInPolicy } from './sign-in/sign-in-policy.ts';

/** The `account` section of a policy file. */
export const accountPolicy = z.strictObject({
  site: z.enum(['CN', 'INTL']),
  registration: registrationPolicy,
  activation: activationPolicy,
  signIn: signInPolicy,
  loginMethods: loginMethodPolicy,
  password: passwordPolicy,
  lockout: lockoutPolicy,
  codes: accountCodePolicy,
  contacts: contactPolicy,
  profile: profilePolicy,
  notices: noticePolicy,
});

export type AccountPolicy = z.infer<typeof accountPolicy>;
