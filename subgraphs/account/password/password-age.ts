import { day } from '../../shared/duration.ts';

export interface PasswordAge {
  setAt: number;
  /** For how many days it may be used without being changed; null for ever. */
  validDays: number | null;
  isCompromised: boolean;
}

/** Until when the password signs in without having to be changed. Null when that does not end. */
export const expiresAt = ({ setAt, validDays }: PasswordAge): number | null => (validDays === null ? null : setAt + validDays * day);

/** Whether who signs in with this password has to choose another before anything else: its time is over (HW-ACC-081), or others know it. It still proves who is there. */
export const mustChange = (password: PasswordAge, now: number): boolean => password.isCompromised || (expiresAt(password) ?? Number.POSITIVE_INFINITY) <= now;
