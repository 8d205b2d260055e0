import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import { createClient } from '../support/client.ts';
import { startGraph } from '../support/graph.ts';

const document = `{
  policy {
    name
    account { registration { accountsPerPhone agreements { id } } password { minLength maxLength } }
    security { loginProtection { methods mostMethods } stepUpValidity sessionIdle }
    verification { personal { minimumAge accountsPerIdNumber } }
    deregistration { mayGiveUp }
  }
}`;

test.for([
  ['baidu', { accountsPerPhone: 10, agreements: 3, mostMethods: 2, sessionIdle: 'PT1H', minimumAge: 14, accountsPerIdNumber: 5, mayGiveUp: ['BALANCE', 'COUPONS', 'RESOURCES'] }],
  ['huawei', { accountsPerPhone: 3, agreements: 2, mostMethods: 3, sessionIdle: 'PT1H', minimumAge: 18, accountsPerIdNumber: 3, mayGiveUp: [] }],
] as const)('a graph runs by the preset %s and shows its limits', async ([preset, limits]) => {
  const graph = await startGraph({ POLICY: preset });
  try {
    const { data, errors } = await createClient(graph).send(document);
    expect(errors).toEqual([]);
    const { name, account, security, verification, deregistration } = data.policy;
    expect(name).toBe(preset);
    expect({
      accountsPerPhone: account.registration.accountsPerPhone,
      agreements: account.registration.agreements.length,
      mostMethods: security.loginProtection.mostMethods,
      sessionIdle: security.sessionIdle,
      minimumAge: verification.personal.minimumAge,
      accountsPerIdNumber: verification.personal.accountsPerIdNumber,
      mayGiveUp: deregistration.mayGiveUp,
    }).toEqual(limits);
  } finally {
    await graph.stop();
  }
});

test('a wrong value stops the process before it listens, with file, line, key and what is allowed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-policy-'));
  const file = join(directory, 'own.yaml');
  writeFileSync(file, `name: own\nextends: ${join(projectRoot, 'policies/tencent.yaml')}\nsecurity:\n  session:\n    idle: PT1H\n    maximun: P2D\n    maximum: forever\n`);
  const problem = await startGraph({ POLICY: file }).then(
    () => 'it started',
    (error: Error) => error.message,
  );
  expect(problem).toMatch(/security did not start/);
  expect(problem).toMatch(/own\.yaml:6: security\.session\.maximun: there is no such key/);
  expect(problem).toMatch(/own\.yaml:7: security\.session\.maximum: allowed is a duration from/);
  rmSync(directory, { recursive: true });
});
