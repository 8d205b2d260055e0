import { z } from 'zod';
import { codePolicy } from '../shared/codes.ts';
import { activityPolicy } from './activity/activity-policy.ts';
import { challengePolicy } from './challenges/challenge-policy.ts';
import { contactPolicy, supportPolicy } from './contacts/contact-policy.ts';
import { mfaPolicy } from './mfa/mfa-policy.ts';
import { addressListPolicy } from './address-list/address-list-policy.ts';
import { passkeyPolicy } from './passkeys/passkey-policy.ts';
import { recoveryCodePolicy } from './recovery-codes/recovery-code-policy.ts';
import { loginProtectionPolicy, operationProtectionPolicy } from './protections/protection-policy.ts';
import { remoteLoginPolicy } from './remote-login/remote-login-policy.ts';
import { sessionPolicy } from './sessions/session-policy.ts';
import { riskPolicy } from './sign-in-checks/risk-policy.ts';
import { stepUpPolicy } from './step-up/step-up-policy.ts';

export const securityPolicy = z.strictObject({
  stepUp: stepUpPolicy,
  loginProtection: loginProtectionPolicy,
  operationProtection: operationProtectionPolicy,
  remoteLogin: remoteLoginPolicy,
  riskControl: riskPolicy,
  addressList: addressListPolicy,
  challenge: challengePolicy,
  codes: codePolicy,
  contacts: contactPolicy,
  support: supportPolicy,
  mfa: mfaPolicy,
  passkeys: passkeyPolicy,
  recoveryCodes: recoveryCodePolicy,
  session: sessionPolicy,
  activity: activityPolicy,
});
export type SecurityPolicy = z.infer<typeof securityPolicy>;
