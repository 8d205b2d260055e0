import { auditHasEvent } from '../../shared/audit.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import { hashOf, isPersonalIntact, sealOf } from './activity-chain.ts';
import { findBySequence, findChain, findHead, lastSequence } from './activity-store.ts';
import type { Activity, ActivityHead } from './activity.entity.ts';

export interface Checked {
  /** The first entry that is missing or not as it was written. */
  firstBroken: number | null;
  checked: number;
  /** Where to go on; null at the end of the chain. */
  next: number | null;
}

const longest = 500;

const broken = (sequence: number, checked = 0): Checked => ({ firstBroken: sequence, checked, next: null });

const isIntact = (vault: Vault, entry: Activity, previousHash: string, { erasedAt }: ActivityHead): boolean =>
  entry.previousHash === previousHash && entry.hash === hashOf(entry) && isPersonalIntact(vault, entry, erasedAt !== null);

const look = async (vault: Vault, manager: Transaction, accountId: string, from: number | null): Promise<Checked & { head: ActivityHead | null }> => {
  // Before the head: what is added in between is beyond the head's count and not looked at.
  const last = await lastSequence(manager, accountId);
  const head = await findHead(manager, accountId);
  if (!head) {
    // Whoever was ever signed in to has a history; without its head all of it has been removed.
    const isRemoved = last > 0 || (await auditHasEvent(manager, accountId, 'SESSION_OPENED'));
    return { head, ...(isRemoved ? broken(1) : { firstBroken: null, checked: 0, next: null }) };
  }
  if (head.seal !== sealOf(vault, head)) return { head, ...broken(head.count) };
  if (last > head.count) return { head, ...broken(head.count + 1) };

  const start = Math.min(Math.max(from ?? 0, head.anchor + 1), head.count + 1);
  const before = start === head.anchor + 1 ? head.anchorHash : (await findBySequence(manager, accountId, start - 1))?.hash;
  if (before === undefined) return { head, ...broken(start - 1) };
  const entries = await findChain(manager, accountId, start, Math.min(longest, head.count - start + 1));
  let [expected, previousHash] = [start, before];
  for (const entry of entries) {
    if (entry.sequence !== expected || !isIntact(vault, entry, previousHash, head)) return { head, ...broken(expected, expected - start) };
    [expected, previousHash] = [expected + 1, entry.hash];
  }
  const checked = expected - start;
  if (checked === longest && expected <= head.count) return { head, firstBroken: null, checked, next: expected };
  if (expected <= head.count) return { head, ...broken(expected, checked) };
  return previousHash === head.hash ? { head, firstBroken: null, checked, next: null } : { head, ...broken(head.count, checked) };
};

/** Verifies a stretch of an account's chain, against what the head knows of its beginning and its end. */
export const checkActivity = async (vault: Vault, manager: Transaction, accountId: string, from: number | null): Promise<Checked> => {
  for (;;) {
    const { head, ...result } = await look(vault, manager, accountId, from);
    if (result.firstBroken === null) return result;
    // The old end may have been cut off, or the account erased, between two of the reads.
    const now = await findHead(manager, accountId);
    if (now?.anchor === head?.anchor && now?.erasedAt === head?.erasedAt) return result;
  }
};
