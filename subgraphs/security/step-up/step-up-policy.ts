import { z } from 'zod';
import { duration, listOf } from '../../shared/policy/policy-values.ts';
import type { SensitiveOperation } from '../../shared/schema.generated.ts';
import { cataloguePolicy } from '../protected-operations/catalogue-policy.ts';
import { checkMethods } from '../protections/protection-policy.ts';

const operations = Object.keys({
  BIND_MFA: true,
  UNBIND_MFA: true,
  BIND_PASSKEY: true,
  UNBIND_PASSKEY: true,
  GENERATE_RECOVERY_CODES: true,
  CHANGE_PASSWORD: true,
  BIND_LOGIN_METHOD: true,
  CHANGE_LOGIN_METHOD: true,
  UNBIND_LOGIN_METHOD: true,
  CHANGE_USERNAME: true,
  CHANGE_SECURITY_PHONE: true,
  CHANGE_SECURITY_EMAIL: true,
  SET_LOGIN_PROTECTION: true,
  SET_OPERATION_PROTECTION: true,
  SET_REMOTE_LOGIN_PROTECTION: true,
  SET_ADDRESS_LIST: true,
  SET_SESSION_LIFETIME: true,
  SIGN_OUT_ALL_SESSIONS: true,
  EXPORT_ACTIVITY: true,
  START_DEREGISTRATION: true,
} satisfies Record<SensitiveOperation, true>) as [SensitiveOperation, ...SensitiveOperation[]];

export const stepUpPolicy = z.strictObject({
  methods: listOf(checkMethods, 1),
  validity: duration('PT1M', 'PT24H'),
  always: listOf(operations),
  whenProtected: listOf(operations),
  byDevice: listOf(operations),
  catalogue: cataloguePolicy(operations),
});
export type StepUpPolicy = z.infer<typeof stepUpPolicy>;
