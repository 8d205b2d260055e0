import { z } from 'zod';
import { agreements, duration, listOf } from '../../shared/policy/policy-values.ts';
import { loginMethodKinds } from '../login-methods/login-method-policy.ts';
import { accountKinds } from '../registration/registration-policy.ts';

export const scanKinds = ['WECHAT', 'QQ', 'WECOM', 'WEIBO', 'WECHAT_OFFICIAL', 'APP'] as const;
const signInMethods = ['PASSWORD', 'SMS', 'THIRD_PARTY', 'APP_SCAN', 'FACE'] as const;
const signInEntries = [
  'WECHAT', 'WECOM', 'EMAIL', 'QQ', 'WECHAT_OFFICIAL', 'ACCOUNT_NAME', 'PHONE', 'WEIBO', 'APP_SCAN',
  'CLOUD_ACCOUNT', 'SUB_USER', 'OTHER_ACCOUNT', 'REGISTER', 'FORGOT_PASSWORD', 'FORGOT_ACCOUNT', 'HELP',
] as const;

export const signInPolicy = z.strictObject({
  /** The kinds of account there are, the usual one first. */
  accountKinds: z
    .array(
      z.strictObject({
        kind: z.enum(accountKinds),
        /** What its password belongs to. */
        signInNames: listOf(loginMethodKinds),
        thirdParties: listOf(scanKinds),
        needsActivation: z.boolean(),
      }),
    )
    .min(1),
  options: z
    .array(
      z.strictObject({
        accountKind: z.enum(accountKinds),
        channel: z.enum(['WEB', 'MOBILE_BROWSER', 'APP']),
        methods: listOf(signInMethods, 1),
        shownFirst: listOf(signInMethods),
        agreements: agreements(),
      }),
    )
    .min(1),
  entries: listOf(signInEntries),
  /** What a phone that several accounts of a kind have opens: one to choose, or the one that had it first. */
  sharedPhone: z.enum(['CHOOSE', 'FIRST']),
  /** The kind of account that an unknown phone registers by signing in with a code; null when it registers none. */
  smsRegisters: z.enum(accountKinds).nullable(),
  /** How long one of several accounts can be chosen. */
  choiceLifetime: duration('PT1M', 'PT1H'),
  /** How long a scan can be completed, and then be registered or linked with. */
  scanLifetime: duration('PT30S', 'PT10M'),
  identifiedLifetime: duration('PT1M', 'PT1H'),
  /** How long a face can be shown, and signed in with. */
  faceLifetime: duration('PT30S', 'PT10M'),
  /** The entrance that accounts from elsewhere have to use. */
  entrances: z.strictObject({ PARTNER: z.enum(['MAIN', 'PARTNER']), CORPORATE_SITE: z.enum(['MAIN', 'CORPORATE_SITE']) }),
});

export type SignInPolicy = z.infer<typeof signInPolicy>;
