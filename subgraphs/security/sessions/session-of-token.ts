import type { Viewer } from '../../shared/caller.ts';
import type { Deps } from '../deps.ts';
import { idleEnd, isLive, isUseToBeWritten } from './session-rules.ts';
import { findSessionByToken, writeUse } from './session-store.ts';

/** The live session of a token, known by its hash; counts as use. Runs before every request of a signed-in caller: one indexed read, and a write once a minute. */
export const sessionOfToken = async ({ store, clock }: Pick<Deps, 'store' | 'clock'>, tokenHash: string): Promise<Viewer | null> => {
  if (!/^[0-9a-f]{64}$/.test(tokenHash)) return null;
  const session = await findSessionByToken(store.read, tokenHash);
  const now = clock.now();
  if (!session || !isLive(session, now)) return null;
  if (isUseToBeWritten(session, now)) await store.transaction((transaction) => writeUse(transaction, session, now, idleEnd(session, now)));
  return { sessionId: session.id, accountId: session.accountId, duty: session.duty };
};
