import { randomBytes } from 'node:crypto';
import { minute } from '../../subgraphs/shared/duration.ts';
import type { ActivityKind } from '../../subgraphs/shared/schema.generated.ts';
import type { Store } from '../../subgraphs/shared/store/open-store.ts';
import type { Vault } from '../../subgraphs/shared/vault.ts';
import { hashOf, sealPersonal } from '../../subgraphs/security/activity/activity-chain.ts';
import { changeHead, holdHead } from '../../subgraphs/security/activity/activity-store.ts';
import { activityEntity, type Activity } from '../../subgraphs/security/activity/activity.entity.ts';

const rowsAtOnce = 500;

/** A history of so many entries, a minute apart, as if they had been added one by one. `kindOf` says what each is. */
export const fillActivity = (store: Store, vault: Vault, accountId: string, entries: number, kindOf: (sequence: number) => ActivityKind): Promise<void> =>
  store.transaction(async (transaction) => {
    const head = await holdHead(transaction, vault, accountId);
    const began = Date.now() - entries * minute;
    let { hash, count } = head;
    for (let rows: Activity[] = []; count < entries; rows = []) {
      while (rows.length < rowsAtOnce && count < entries) {
        count += 1;
        const personal = sealPersonal(vault, { device: 'Tally/1.0', city: null, address: '203.0.113.7' });
        const entry = { id: `activity_${randomBytes(16).toString('base64url')}`, accountId, sequence: count, at: began + count * minute, kind: kindOf(count), outcome: 'SUCCEEDED' as const, times: 1, operation: null, method: null, checkedBy: null, sessionId: null, ...personal, previousHash: hash };
        hash = hashOf(entry);
        rows.push({ ...entry, hash });
      }
      await transaction.createQueryBuilder().insert().into(activityEntity).values(rows).execute();
    }
    await changeHead(transaction, vault, head, { count, hash, oldestAt: began });
  });
