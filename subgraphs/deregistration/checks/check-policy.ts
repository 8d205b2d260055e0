import { listOf } from '../../shared/policy/policy-values.ts';

/** What the cloud lets an owner give up at all; everything else can only be settled. */
export const givableKinds = ['BALANCE', 'COUPONS', 'RESOURCES'] as const;
export type GivableKind = (typeof givableKinds)[number];

export const checkPolicy = {
  /** What is looked at, in this order (TX-DER-005 to TX-DER-012). */
  checks: listOf(['ORDERS', 'ARREARS', 'SUB_USERS', 'API_KEYS', 'COMPLAINTS', 'BALANCE', 'COUPONS', 'RESOURCES']),
  /** What the holder may give up instead of settling it (TX-DER-006). */
  mayGiveUp: listOf(givableKinds),
};
