import { minute, second } from '../../shared/duration.ts';
import type { ChallengeReason, ErrorCode } from '../../shared/schema.generated.ts';
import type { Session } from './session.entity.ts';

/** Why a session ends where it is used; what a sign-in from there would meet is called alike. */
export type Elsewhere = Extract<ErrorCode, 'ADDRESS_NOT_ALLOWED'> | Extract<ChallengeReason, 'REMOTE_LOGIN'>;

/** At the very instant at which a time is over, the session has ended. */
export const isLive = ({ endedAt, idleExpiresAt, expiresAt }: Pick<Session, 'endedAt' | 'idleExpiresAt' | 'expiresAt'>, now: number): boolean =>
  endedAt === null && idleExpiresAt > now && expiresAt > now;

/** Use is written down at most once a minute, so that checking a session stays a read. */
export const isUseToBeWritten = ({ lastUsedAt }: Pick<Session, 'lastUsedAt'>, now: number): boolean => now - lastUsedAt >= minute;

/** Use moves the idle end on, never past the maximum (TX-SEC-048, TX-SEC-049). */
export const idleEnd = ({ idleSeconds, expiresAt }: Pick<Session, 'idleSeconds' | 'expiresAt'>, usedAt: number): number =>
  Math.min(usedAt + idleSeconds * second, expiresAt);
