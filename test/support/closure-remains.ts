import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { dumpStores, type StoredRow } from './dump-stores.ts';

interface Where {
  dataDirectory: string;
  environment: Record<string, string>;
}

const isOf =
  (accountId: string) =>
  ({ row }: StoredRow): boolean =>
    Object.values(row).includes(accountId);

/** The state of the account's closure as it is stored: once it is confirmed, nobody is signed in who could ask. */
export const storedState = async (where: Where, accountId: string): Promise<string | undefined> =>
  (await dumpStores(where)).filter(isOf(accountId)).find(({ store, table }) => store === 'deregistration' && table === 'closure')?.row['state'] as string | undefined;

/** How many steps of carrying out the closure have been acknowledged. */
export const storedSteps = async (where: Where, closureId: string): Promise<number> =>
  (await dumpStores(where)).filter(({ store, table, row }) => store === 'deregistration' && table === 'closure_step' && row['closureId'] === closureId).length;

export const whenStored = async (where: Where, accountId: string, state: string): Promise<void> => {
  for (let tries = 0; tries < 400; tries += 1) {
    if ((await storedState(where, accountId)) === state) return;
    await pause(150);
  }
  throw new Error(`The closure of ${accountId} is ${await storedState(where, accountId)} after a minute, not ${state}.`);
};

/** What is left of an account in the four stores: which rows, in which state, and what is told of it. Ids and times, which differ from run to run, are left out. */
export const remainsOf = async (where: Where, accountId: string): Promise<string[]> => {
  const rows = (await dumpStores(where)).filter(isOf(accountId));
  for (const { store, table, row } of rows) {
    const sealed = Object.entries(row).filter(([, value]) => typeof value === 'string' && (value.startsWith('k1.') || /^[0-9a-f]{64}$/.test(value) || value.startsWith('$argon2')));
    expect(sealed, `${store}.${table} still holds personal data`).toEqual([]);
  }
  return rows.map(({ store, table, row }) => [store, table, row['event'] ?? row['state'] ?? row['status'] ?? ''].join(' ')).toSorted();
};
