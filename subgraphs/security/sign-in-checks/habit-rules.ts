import type { Vault } from '../../shared/vault.ts';
import type { RemoteLoginPolicy } from '../remote-login/remote-login-policy.ts';
import type { SignInHabit } from './sign-in-habit.entity.ts';

type Use = Pick<SignInHabit, 'mark' | 'signIns' | 'firstAt' | 'lastAt' | 'usualSince'>;

/** The usual ones, the latest first: those in use of late; after a long absence the last of them. */
export const usualOf = <T extends Pick<Use, 'lastAt' | 'usualSince'>>(habits: T[], now: number, { keepFor }: Pick<RemoteLoginPolicy, 'keepFor'>): T[] => {
  const usual = habits.filter(({ usualSince }) => usualSince !== null).toSorted((a, b) => b.lastAt - a.lastAt);
  const inUse = usual.filter(({ lastAt }) => now - lastAt < keepFor);
  return inUse.length > 0 ? inUse : usual.slice(0, 1);
};

/** A place that is none, as inside a private network, is not unusual, nor is any as long as the account was never signed in to from one. */
export const isUnusual = (place: string | null, usual: Pick<Use, 'mark'>[]): boolean => place !== null && usual.length > 0 && usual.every(({ mark }) => mark !== place);

/** One more use. The very first of an account is usual at once; any other by so many sign-ins over so long: who has a stolen password does not get there in an hour. */
export const afterUse = (before: Use | undefined, mark: string, isFirst: boolean, now: number, { usualAfter: { signIns: most, over }, keepFor }: RemoteLoginPolicy): Use => {
  const isForgotten = before !== undefined && now - before.lastAt >= keepFor;
  if (!before || isForgotten) return { mark, signIns: 1, firstAt: now, lastAt: now, usualSince: isFirst ? now : null };
  const signIns = before.signIns + 1;
  const isUsual = signIns >= most && now - before.firstAt >= over;
  return { ...before, signIns, lastAt: now, usualSince: before.usualSince ?? (isUsual ? now : null) };
};

/** What is too much to remember: usual ones go last, and of each sort the one that was used longest ago goes first. */
export const beyond = <T extends Pick<Use, 'lastAt' | 'usualSince'>>(habits: T[], most: number): T[] =>
  habits.toSorted((a, b) => Number(b.usualSince !== null) - Number(a.usualSince !== null) || b.lastAt - a.lastAt).slice(most);

/** A program is the same one after an update, so numbers do not count. Keyed with the account, so that two accounts that use one program are not seen to. */
export const markOfDevice = (vault: Pick<Vault, 'blindIndex'>, accountId: string, device: string): string => vault.blindIndex('sign-in device', `${accountId}\0${device.replaceAll(/[\d.]+/g, '')}`);
