import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { createConnection } from 'mysql2/promise';
import { expect } from 'vitest';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import type { Answer, Client } from './client.ts';

/** What holders do with the history of their account, and what operators and intruders do with the store. */

export interface Entry {
  id: string;
  sequence: number;
  at: string;
  kind: string;
  outcome: string;
  times: number;
  operation: string | null;
  method: string | null;
  checkedBy: string | null;
  sessionId: string | null;
  city: string | null;
  device: string | null;
  address: string | null;
  hash: string;
}

interface Wanted {
  first?: number;
  after?: string | null;
  filter?: { kinds?: string[]; since?: string; until?: string; outcome?: string };
}

const activityDocument = `query($first: Int! = 100, $after: String, $filter: ActivityFilter) {
  viewer { security {
    activityOpenedAt
    activity(first: $first, after: $after, filter: $filter) {
      nodes { id sequence at kind outcome times operation method checkedBy sessionId city device address hash }
      pageInfo { hasNextPage endCursor }
    }
  } }
}`;

export const sendReadActivity = (client: Client, token: string, wanted: Wanted = {}): Promise<Answer> => client.send(activityDocument, { ...wanted }, { token });

export const readActivity = async (client: Client, token: string, wanted: Wanted = {}): Promise<{ nodes: Entry[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }> => {
  const { data, errors } = await sendReadActivity(client, token, wanted);
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer.security.activity;
};

/** The kinds of the newest entries, the newest first; waits until what other parts pass on has arrived. */
export const whenListed = async (client: Client, token: string, kind: string, times = 1): Promise<Entry[]> => {
  const find = async () => (await readActivity(client, token, { filter: { kinds: [kind] } })).nodes;
  await expect.poll(async () => (await find()).length, { timeout: 20_000, interval: 50 }).toBeGreaterThanOrEqual(times);
  return find();
};

export const checkOf = async (client: Client, token: string): Promise<{ isIntact: boolean; firstBroken: number | null; checked: number; next: number | null }> => {
  const { data, errors } = await client.send('{ viewer { security { activityCheck { isIntact firstBroken checked next } } } }', {}, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer.security.activityCheck;
};

export const sendExport = (client: Client, token: string, input: Record<string, unknown>): Promise<Answer> =>
  client.send('mutation($input: ExportActivityInput!) { exportActivity(input: $input) { text entries endCursor userErrors { code path policy limit } } }', { input }, { token });

export const openActivity = async (client: Client, token: string): Promise<string | null> => {
  const { data, errors } = await client.send('mutation { openActivity { security { activityOpenedAt } userErrors { code } } }', {}, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  expect(data.openActivity.userErrors).toEqual([]);
  return data.openActivity.security.activityOpenedAt;
};

interface Where {
  dataDirectory: string;
  environment: Record<string, string>;
}

/** Writes to the security store past the system. */
export const writeBehind = async ({ dataDirectory, environment }: Where, statement: string): Promise<void> => {
  const url = environment['SECURITY_DATABASE_URL'];
  if (url) {
    const connection = await createConnection(url);
    await connection.query(statement);
    await connection.end();
    return;
  }
  const database = new DatabaseSync(join(dataDirectory, 'security.db'), { timeout: 5000 });
  database.exec(statement);
  database.close();
};

/** `npm run verify-activity`: how it ends, and what it says. */
export const verifyActivity = ({ dataDirectory, environment }: Where): Promise<{ code: number; lines: string[] }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(projectRoot, 'dist/scripts/verify-activity.js')], { env: { ...process.env, ...environment, DATA_DIRECTORY: dataDirectory } }, (error, stdout) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, lines: stdout.trim().split('\n') }),
    );
  });
