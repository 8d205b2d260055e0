import { expect, test } from 'vitest';
import { register } from '../../support/journeys.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

test('TX-ACC-016 a server cannot be moved from one account to another: there is no such operation, and what is asked for is refused', async () => {
  const { data } = await client.send('{ __schema { mutationType { fields { name args { type { ofType { name } } } } } } }');
  const names: string[] = data.__schema.mutationType.fields.map(({ name }: { name: string }) => name);
  expect(names).toContain('giveUpResource');
  // `remove` moves nothing.
  expect(names.filter((name) => /transfer|move|migrate|handover/i.test(name.replace(/^remove(?=[A-Z])/, '')))).toEqual([]);

  const [owner, other] = [await register(client), await register(client)];
  await client.setCloud(owner.id, { resources: [{ id: 'ins-1', name: 'a server', billing: 'PREPAID' }] });
  const refused = await client.send('mutation { transferResource(input: { resourceId: "ins-1", accountId: "1" }) { userErrors { code } } }', {}, { token: owner.token });
  expect(refused).toMatchObject({ status: 400, errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  expect(other.id).not.toBe(owner.id);
});
