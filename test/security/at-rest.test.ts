import { expect, test } from 'vitest';
import { dumpStores } from '../support/dump-stores.ts';
import { bindMfa, register, verify } from '../support/journeys.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

const client = sharedClient();

test('no store holds an e-mail address, a phone, a name, an identity number, a password, a token or an MFA secret that can be read', async () => {
  const member = await register(client);
  const { secret } = await bindMfa(client, member);
  const { name, idNumber } = await verify(client, member);
  const text = JSON.stringify(await dumpStores(sharedGraph));
  expect(text).toContain(member.id);
  for (const canary of [member.email, member.phone, member.phone.slice(3), member.password, member.token, secret, name, idNumber]) {
    expect(text).not.toContain(canary);
  }
});
