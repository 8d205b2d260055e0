import { expect, test } from 'vitest';
import { startTestSandbox } from '../../../test/sandbox/start-test-sandbox.ts';
import { openAccountWorld } from '../../../test/support/open-account-world.ts';
import { visitPage, type Deed } from '../../../test/support/scans.ts';
import type { ScanKind } from '../schema.generated.ts';
import { startScan } from './start-scan.ts';

const open = async (kind: ScanKind, deed: Deed) => {
  const sandbox = await startTestSandbox();
  const world = await openAccountWorld('tencent', sandbox.url);
  const started = await startScan(world.deps)({ kind }, null);
  if (!started.ok) throw new Error(started.refusals[0]!.code);
  const { redirectTo } = await visitPage(started.value.url, deed);
  const query = new URL(redirectTo!).searchParams;
  return { sandbox, world, ...started.value, code: query.get('code') ?? query.get('auth_code')! };
};

test.for(['WECHAT', 'QQ'] as const)('%s', async (kind) => {
  const { world, ticket, code } = await open(kind, { as: 'lin.xia' });
  const identified = await world.deps.scans.identify({ ticket, authorisationCode: code, purpose: 'SIGN_IN', accountId: null });
  expect(identified).toMatchObject({ ok: true, value: { kind, name: 'lin.xia', mayBeBound: true } });
  await world.close();
});
