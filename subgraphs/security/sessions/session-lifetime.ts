import { formatDuration, second } from '../../shared/duration.ts';
import type { DurationRange } from '../../shared/policy/policy-values.ts';
import type { Refusal } from '../../shared/result.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import type { SessionPolicy } from './session-policy.ts';

/** After how long a session ends: without use, and in any case. In milliseconds. */
export interface SessionLifetime {
  idle: number;
  maximum: number;
}

const within = (chosenSeconds: number | null | undefined, range: DurationRange | null, usual: number): number =>
  chosenSeconds === null || chosenSeconds === undefined || range === null ? usual : Math.min(Math.max(chosenSeconds * second, range.least), range.most);

/** What the next session of the account lives: as the holder chose, within what the policy allows by now. */
export const lifetimeOf = (settings: Pick<SecuritySettings, 'sessionIdleSeconds' | 'sessionMaximumSeconds'> | null, { session }: { session: SessionPolicy }): SessionLifetime => ({
  idle: within(settings?.sessionIdleSeconds, session.idleRange, session.idle),
  maximum: within(settings?.sessionMaximumSeconds, session.maximumRange, session.maximum),
});

/** Why a length of time cannot be chosen (TX-SEC-050, TX-SEC-051, BD-SEC-028). */
const whyOutside = (kind: keyof SessionLifetime, chosen: number | null, range: DurationRange | null): Refusal[] => {
  if (chosen === null) return [];
  const at = { path: [kind], policy: `security.session.${kind}Range` };
  if (range === null) return [{ code: 'SESSION_LIFETIME_NOT_ADJUSTABLE', ...at, limit: 'null' }];
  return chosen < range.least || chosen > range.most ? [{ code: 'SESSION_LIFETIME_OUT_OF_RANGE', ...at, limit: `${formatDuration(range.least)} to ${formatDuration(range.most)}` }] : [];
};

export const whyLifetimeRefused = ({ idle, maximum }: Record<keyof SessionLifetime, number | null>, { session }: { session: SessionPolicy }): Refusal[] => [
  ...(idle === null && maximum === null ? [{ code: 'FIELD_REQUIRED' as const, path: ['idle'] }] : []),
  ...whyOutside('idle', idle, session.idleRange),
  ...whyOutside('maximum', maximum, session.maximumRange),
];
