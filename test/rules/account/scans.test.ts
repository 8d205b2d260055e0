import { expect, test } from 'vitest';
import { sharedClient } from '../../support/client.ts';
import { authorise, startScan } from '../../support/scans.ts';

const client = sharedClient();

test.for(['WECHAT', 'QQ'])('a person approves on the page of %s, and the browser comes back with a code and the ticket', async (kind) => {
  const { ticket, url } = await startScan(client, { kind });
  expect(ticket).toMatch(/^[0-9a-f]{32}$/);
  const { code, state } = await authorise(client, url, { as: 'lin.xia' });
  expect(state).toBe(ticket);
  expect(code).toMatch(/./);
});
