import { maskEmail, maskId, maskPhone } from '../../shared/mask.ts';
import type { LoginMethod } from './login-method.entity.ts';

/** An identity as its holder is shown it: enough to tell it from others. Only a user name, which the account shows anyway, is shown whole. */
export const labelOf = (open: (sealed: string) => string, { kind, sealedIdentity, sealedName }: LoginMethod): string => {
  const identity = open(sealedIdentity);
  if (kind === 'EMAIL') return maskEmail(identity);
  if (kind === 'PHONE') return maskPhone(identity);
  if (kind === 'USERNAME') return identity;
  return maskId(sealedName ? open(sealedName) : identity);
};
