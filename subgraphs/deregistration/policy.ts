import { z } from 'zod';
import { checkPolicy } from './checks/check-policy.ts';
import { closurePolicy } from './closure/closure-policy.ts';
import { identityPolicy } from './identity/identity-policy.ts';

export const deregistrationPolicy = z.strictObject({ ...closurePolicy, ...checkPolicy, ...identityPolicy });
export type DeregistrationPolicy = z.infer<typeof deregistrationPolicy>;
