import type { Account } from '../accounts/account.entity.ts';
import { mustChange, type PasswordAge } from '../password/password-age.ts';
import type { SessionDuty } from '../schema.generated.ts';

/** What has to be done with a session of the account before anything else; null for nothing. `password` is the one that was proved, null when something else was. */
export const dutyOf = ({ status }: Pick<Account, 'status'>, password: PasswordAge | null, now: number): SessionDuty | null => {
  if (status === 'PENDING_ACTIVATION') return 'ACTIVATE_ACCOUNT';
  return password && mustChange(password, now) ? 'CHANGE_PASSWORD' : null;
};
