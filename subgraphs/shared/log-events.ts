import type { Witness } from './audit.ts';
import type { Log } from './log.ts';
import { networkOf } from './network-of.ts';
import type { Store, Transaction } from './store/open-store.ts';
import type { Vault } from './vault.ts';

/**
 * One line in the log for each entry of the audit, once it is committed: who, when by the system's clock, from where, what.
 * The network is its keyed hash: lines of one attacker find each other, and none holds an address.
 */
export const logEvents = ({ log, store, vault }: { log: Log; store: Store; vault: Vault }): Witness => {
  const waiting = new WeakMap<Transaction, object[]>();
  store.onCommit((transaction) => {
    for (const line of waiting.get(transaction) ?? []) log.info(line, 'security event');
  });
  return async (transaction, { event, at, accountId, sessionId }, origin) => {
    const network = origin?.address ? vault.blindIndex('log network', networkOf(origin.address)).slice(0, 16) : null;
    const line = { event, at: new Date(at).toISOString(), accountId, sessionId, network, requestId: origin?.requestId ?? null };
    const lines = waiting.get(transaction);
    if (lines) lines.push(line);
    else waiting.set(transaction, [line]);
  };
};
