import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { newEmail, newPhone } from '../../support/people.ts';
import { codeOf, receiveResetCode, requestReset, reset } from '../../support/passwords.ts';
import { registerByUsername } from '../../support/registering.ts';

let graph: SharedGraph;
let client: Client;
beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

const fresh = 'Fresh-Password-1 of a tiger';
const password = 'Tiger-Tally-2026 of a tiger';

const opens = async (account: string, given: string, accountKind: string): Promise<boolean> => {
  const { data, errors } = await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { id } userErrors { code } } }', { input: { account, password: given, accountKind } });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.signIn.session !== null;
};
const otherThan = (code: string): string => (code === '111111' ? '222222' : '111111');

test('BD-ACC-050 a passport\'s forgotten password: the reset is refused before the code is verified; after it the new one signs in and the old one does not', async () => {
  for (const account of [newPhone(), newEmail()]) {
    await importAccount(graph, { kind: 'PASSPORT', [account.startsWith('+') ? 'phone' : 'email']: account, password });
    const kind = { accountKind: 'PASSPORT', account };
    expect(codeOf(await reset(client, { ...kind, code: '000000', newPassword: fresh }))).toBe('RESET_NOT_FOUND');
    expect(codeOf(await reset(client, { ...kind, newPassword: fresh }))).toBe('FIELD_REQUIRED');
    const code = await receiveResetCode(client, account, kind);
    expect(codeOf(await reset(client, { ...kind, code: otherThan(code), newPassword: fresh }))).toBe('RESET_NOT_FOUND');
    expect(await opens(account, password, 'PASSPORT')).toBe(true);
    expect((await reset(client, { ...kind, code, newPassword: fresh })).isReset).toBe(true);
    expect([await opens(account, fresh, 'PASSPORT'), await opens(account, password, 'PASSPORT')]).toEqual([true, false]);
  }
});

test('BD-ACC-051 in part, BD-ACC-052 in part: a cloud account\'s forgotten password takes the user name, the bound phone that is typed in, and the code that it receives', async () => {
  const { username, phone } = await registerByUsername(client, { password });
  const stranger = newPhone();
  const named = { accountKind: 'CLOUD', account: username };
  expect((await requestReset(client, named)).userErrors).toMatchObject([{ code: 'FIELD_REQUIRED', path: ['phone'] }]);
  expect((await requestReset(client, { ...named, account: phone })).userErrors).toMatchObject([{ code: 'SIGN_IN_NAME_INVALID' }]);
  const seen = (await client.messages(phone)).length;
  expect((await requestReset(client, { ...named, phone: stranger })).userErrors).toEqual([]);
  const code = await receiveResetCode(client, phone, { ...named, phone });
  expect(await client.messages(stranger)).toEqual([]);
  expect(await client.messages(phone)).toHaveLength(seen + 1);
  expect(codeOf(await reset(client, { ...named, phone, code: otherThan(code), newPassword: fresh }))).toBe('RESET_NOT_FOUND');
  expect(codeOf(await reset(client, { ...named, phone: stranger, code, newPassword: fresh }))).toBe('RESET_NOT_FOUND');
  expect(await opens(username!, password, 'CLOUD')).toBe(true);
  expect((await reset(client, { ...named, phone, code, newPassword: fresh })).isReset).toBe(true);
  expect([await opens(username!, fresh, 'CLOUD'), await opens(username!, password, 'CLOUD')]).toEqual([true, false]);
});
