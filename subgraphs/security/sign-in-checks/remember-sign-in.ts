import { newId } from '../../shared/ids.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { afterUse, beyond, markOfDevice } from './habit-rules.ts';
import { findHabits, forgetHabits, saveHabit } from './sign-in-habit-store.ts';
import type { HabitKind } from './sign-in-habit.entity.ts';
import { unusualSignIn } from './sign-in-notices.ts';

export interface SignInPlace {
  /** The program, as it named itself. */
  device: string | null;
  place: string | null;
}

/** Learns from where and with what an account is signed in to, and tells the holder of a city or device that is new (ASVS 6.3.5), also when nothing was asked for its sake. */
export const rememberSignIn = async (deps: Deps, transaction: Transaction, settings: SecuritySettings, { device, place }: SignInPlace): Promise<void> => {
  const { clock, vault, policy: { remoteLogin } } = deps;
  const now = clock.now();

  /** True when it is new, other than the first. */
  const remember = async (kind: HabitKind, mark: string | null): Promise<boolean> => {
    if (mark === null) return false;
    const habits = await findHabits(transaction, settings.accountId, kind);
    const before = habits.find((habit) => habit.mark === mark);
    const habit = { id: before?.id ?? newId('habit'), accountId: settings.accountId, kind, ...afterUse(before, mark, habits.length === 0, now, remoteLogin) };
    await saveHabit(transaction, habit, !before);
    await forgetHabits(transaction, beyond([habit, ...habits.filter(({ id }) => id !== habit.id)], remoteLogin.most).filter(({ id }) => id !== habit.id));
    return !before && habits.length > 0;
  };

  const isNewPlace = await remember('CITY', place);
  const isNewDevice = await remember('DEVICE', device && markOfDevice(vault, settings.accountId, device));
  if (isNewPlace || isNewDevice) await tellHolder(deps, transaction, settings, unusualSignIn({ place: isNewPlace ? place : null, device: isNewDevice ? device : null }));
};
