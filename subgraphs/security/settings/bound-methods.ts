import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { SecuritySettings } from './security-settings.entity.ts';

/** The methods that an account has set up. */
export const boundMethods = ({ phone, email }: Pick<SecuritySettings, 'phone' | 'email'>, hasMfaDevice: boolean): CheckMethod[] => {
  const isBound: Record<CheckMethod, boolean> = { MFA: hasMfaDevice, SMS: phone !== null, EMAIL: email !== null };
  return (Object.keys(isBound) as CheckMethod[]).filter((method) => isBound[method]);
};
