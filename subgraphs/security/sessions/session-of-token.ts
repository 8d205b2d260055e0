import type { Viewer } from '../../shared/caller.ts';
import type { Deps } from '../deps.ts';
import { idleEnd, isLive, isUseToBeWritten } from './session-rules.ts';
import { markOfAddress } from './mark-of-address.ts';
import { mayBeUsedFrom } from './may-be-used-from.ts';
import { findSessionByToken, writeUse } from './session-store.ts';

/**
 * The live session of a token, known by its hash; counts as use. Runs before every request of a signed-in caller: one indexed read, and a write once a minute.
 * Only from another address than it was last seen from is there more to read. `from` is null when nobody says from where: a product asks, with an address of its own.
 */
export const sessionOfToken = async (deps: Deps, tokenHash: string, from: { address: string | null } | null): Promise<Viewer | null> => {
  const { store, clock, vault } = deps;
  if (!/^[0-9a-f]{64}$/.test(tokenHash)) return null;
  const session = await findSessionByToken(store.read, tokenHash);
  const now = clock.now();
  if (!session || !isLive(session, now)) return null;
  const seenFrom = from ? markOfAddress(vault, session.accountId, from.address) : session.seenFrom;
  if (from && seenFrom !== session.seenFrom && !(await mayBeUsedFrom(deps, session, from.address))) return null;
  if (isUseToBeWritten(session, now)) await store.transaction((transaction) => writeUse(transaction, session, { lastUsedAt: now, idleExpiresAt: idleEnd(session, now), seenFrom }));
  return { sessionId: session.id, accountId: session.accountId, duty: session.duty };
};
