import type { Viewer } from '../../shared/caller.ts';
import type { Session as PublicSession } from '../schema.generated.ts';
import type { OpenedSession } from './open-session.ts';
import type { Session } from './session.entity.ts';

/** A session as the schema shows it. The token is given with the answer that opened the session, and never again. */
export const toSession = (
  { id, city, device, createdAt, lastUsedAt, idleExpiresAt, expiresAt, duty }: Session,
  { viewer = null, token = null }: { viewer?: Viewer | null; token?: string | null },
): PublicSession => ({ id, city, device, createdAt, lastUsedAt, idleExpiresAt, expiresAt, duty, token, current: viewer?.sessionId === id });

/** A session with its new token: just opened, or renewed by the viewer, who is in it. */
export const toOpenedSession = ({ session, token }: OpenedSession, viewer: Viewer | null = null): PublicSession => toSession(session, { viewer, token });
