import type { Transaction } from '../../shared/store/open-store.ts';
import type { RemoteLoginPolicy } from '../remote-login/remote-login-policy.ts';
import { usualOf } from './habit-rules.ts';
import { findHabits } from './sign-in-habit-store.ts';
import type { SignInHabit } from './sign-in-habit.entity.ts';

/** Where the account is usually signed in to, the latest first. */
export const findUsualPlaces = async (manager: Transaction, accountId: string, now: number, policy: Pick<RemoteLoginPolicy, 'keepFor'>): Promise<SignInHabit[]> =>
  usualOf(await findHabits(manager, accountId, 'CITY'), now, policy);
