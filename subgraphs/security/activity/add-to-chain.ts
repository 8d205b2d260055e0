import type { SeenActivity } from '../../shared/activity/pass-on-activity.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { cityOfAddress } from '../sessions/city-of-address.ts';
import { hashOf, sealPersonal, type Personal } from './activity-chain.ts';
import { changeHead, insertEntry } from './activity-store.ts';
import type { ActivityHead } from './activity.entity.ts';

const longestDevice = 200;

const nowhere: Personal = { device: null, city: null, address: null };

/** Adds an entry to the end of the chain. The caller holds the head. */
export const addToChain = async ({ vault }: Pick<Deps, 'vault'>, transaction: Transaction, head: ActivityHead, { device, address, ...fact }: SeenActivity): Promise<void> => {
  const from: Personal = { device: device && [...device].slice(0, longestDevice).join(''), city: cityOfAddress(address), address };
  // An account that was erased has no personal data any more: what comes late brings none.
  const personal = sealPersonal(vault, head.erasedAt === null ? from : nowhere);
  const { id, accountId, at, kind, outcome, times, operation, method, checkedBy, sessionId } = fact;
  const entry = { id, accountId, at, kind, outcome, times, operation, method, checkedBy, sessionId, ...personal, sequence: head.count + 1, previousHash: head.hash };
  const hash = hashOf(entry);
  await insertEntry(transaction, { ...entry, hash });
  await changeHead(transaction, vault, head, { count: entry.sequence, hash, oldestAt: Math.min(head.oldestAt ?? at, at) });
};
