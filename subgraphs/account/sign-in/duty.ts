import type { Account } from '../accounts/account.entity.ts';
import type { CurrentPassword } from '../password/password-store.ts';
import type { SessionDuty } from '../schema.generated.ts';

/** What has to be done with a session of the account before anything else; null for nothing. `password` is the one that was proved, null when something else was. */
export const dutyOf = ({ status }: Pick<Account, 'status'>, _password: CurrentPassword | null): SessionDuty | null => (status === 'PENDING_ACTIVATION' ? 'ACTIVATE_ACCOUNT' : null);
