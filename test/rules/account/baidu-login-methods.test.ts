import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { stepUp } from '../../support/journeys.ts';
import { codesOf, done, payloadOf, preparePhone, readOptions, sendBind, sendChange, sendUnbind } from '../../support/login-methods.ts';
import { newPhone } from '../../support/people.ts';
import { activate, fifty, registerByPhone, registerByUsername, type Registered } from '../../support/registering.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

/** A passport with a phone of its own, opened, that may change it. */
const openPassport = async (): Promise<Registered> => {
  const holder = await registerByPhone(client);
  await activate(client, holder.token);
  await client.advance('PT1M');
  await stepUp(client, holder, 'CHANGE_LOGIN_METHOD');
  return holder;
};

/** Everything that changing to a number takes which may have had a code a moment ago. */
const prepareAgain = async (phone: string) => {
  await client.advance('PT1M');
  return preparePhone(client, phone);
};

test('BD-ACC-006 one phone is bound to at most five passports, also when fifty requests come at once; who leaves it gives a place free', async () => {
  const phone = newPhone();
  const holders: Registered[] = [];
  for (let index = 0; index < 8; index += 1) holders.push(await openPassport());
  for (const holder of holders.slice(0, 4)) done(await sendChange(client, holder, await prepareAgain(phone)));

  const input = await prepareAgain(phone);
  const answers = await fifty((index) => sendChange(client, holders[4 + (index % 4)]!, input));
  // What the winner sends after it has won is no change any more: its proof ended with the old phone.
  const winners = answers.flatMap(({ data }, index) => (data?.changeLoginMethod?.account ? [holders[4 + (index % 4)]!] : []));
  expect(winners).toHaveLength(1);
  const sixth = holders.slice(4).find((holder) => holder !== winners[0])!;
  const full = [{ code: 'PHONE_QUOTA_REACHED', path: ['phone'], policy: 'account.registration.accountsPerPhone', limit: '5' }];
  expect(payloadOf(await sendChange(client, sixth, await prepareAgain(phone))).userErrors).toMatchObject(full);

  winners[0]!.phone = phone;
  await stepUp(client, winners[0]!, 'CHANGE_LOGIN_METHOD');
  done(await sendChange(client, winners[0]!, await preparePhone(client, newPhone())));
  done(await sendChange(client, sixth, await prepareAgain(phone)));
});

test('BD-ACC-024 in part the login account of a cloud account is neither unbound nor replaced by its holder', async () => {
  const holder = await registerByUsername(client);
  await client.advance('PT1M');
  await stepUp(client, holder, 'UNBIND_LOGIN_METHOD');
  expect(await readOptions(client, holder)).toMatchObject([{ kind: 'USERNAME', method: { label: holder.username, isRegistrationMethod: true }, allowedActions: ['CHANGE_PASSWORD'] }]);
  expect(payloadOf(await sendUnbind(client, holder, { kind: 'USERNAME' })).userErrors).toMatchObject([{ code: 'LOGIN_METHOD_NOT_UNBINDABLE', policy: 'account.loginMethods.onlyReplaceable' }]);
  const input = await preparePhone(client, newPhone());
  expect(codesOf(await sendChange(client, holder, { kind: 'USERNAME' }))).toEqual(['LOGIN_METHOD_NOT_OFFERED']);
  // Nor does it get another way in.
  expect(payloadOf(await sendBind(client, holder, input)).userErrors).toMatchObject([{ code: 'LOGIN_METHOD_NOT_OFFERED', policy: 'account.loginMethods.kinds.CLOUD' }]);
});
