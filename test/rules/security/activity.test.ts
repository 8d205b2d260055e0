import { beforeAll, expect, test } from 'vitest';
import { checkOf, openActivity, readActivity, sendExport, sendReadActivity, whenListed } from '../../support/activity.ts';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf } from '../../support/graph-of.ts';
import { bindMfa, register, sendSignIn, signIn, stepUp } from '../../support/journeys.ts';
import { checkOf as meetCheck, passCheck } from '../../support/protections.ts';
import { registerByPhone } from '../../support/registering.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();
let huawei: Client;
beforeAll(async () => {
  huawei = createClient(await graphOf('huawei'));
});

const signInAs = async (member: { phone: string; password: string }): Promise<string> => {
  const check = await meetCheck(huawei, { account: member.phone, password: member.password, accountKind: 'CLOUD' });
  return (await passCheck(huawei, check!, member.phone)).session.token;
};

test('TX-ACC-027 the holder sees the history of sign-ins: each with its time, the newest first', async () => {
  const member = await register(client);
  const times = [await client.now()];
  for (const wait of ['PT1H', 'P1D', 'P30D']) {
    await client.advance(wait);
    times.push(await client.now());
    member.token = await signIn(client, member);
  }
  const { nodes, pageInfo } = await readActivity(client, member.token, { filter: { kinds: ['SIGNED_IN'] } });
  expect(pageInfo.hasNextPage).toBe(false);
  expect(nodes).toHaveLength(4);
  nodes.toReversed().forEach(({ at }, index) => expect(Math.abs(Date.parse(at) - times[index]!)).toBeLessThan(10_000));
  expect(new Set(nodes.map(({ sessionId }) => sessionId)).size).toBe(4);
  for (const entry of nodes) expect(entry).toMatchObject({ outcome: 'SUCCEEDED', times: 1, device: 'node', city: null, address: expect.stringMatching(/^198\.\d+\.\d+\.\*$/) });
});

test('TX-ACC-027 of fifty sign-ins, ten at once, none is missing, and the chain of the history has no gap', async () => {
  const member = await register(client);
  for (let batch = 0; batch < 5; batch += 1) await Promise.all(Array.from({ length: 10 }, () => signIn(client, member)));
  member.token = await signIn(client, member);
  const { nodes } = await readActivity(client, member.token, { filter: { kinds: ['SIGNED_IN'] } });
  expect(nodes).toHaveLength(52);
  expect(await checkOf(client, member.token)).toMatchObject({ isIntact: true, firstBroken: null, next: null });
});

test('HW-SEC-021 before the history is opened it is unavailable, with the reason; after it what happened since is listed', async () => {
  const member = await registerByPhone(huawei);
  await signInAs(member);
  const { data, errors } = await sendReadActivity(huawei, member.token);
  expect(data.viewer.security).toMatchObject({ activity: null, activityOpenedAt: null });
  expect(errors).toMatchObject([{ message: 'Open the history first: openActivity.', extensions: { code: 'ACTIVITY_NOT_OPEN' } }]);
  expect((await huawei.send('{ policy { security { activityOpenedBy activityKept } } }')).data.policy.security).toEqual({ activityOpenedBy: 'HOLDER', activityKept: 'P365D' });
  await stepUp(huawei, member, 'EXPORT_ACTIVITY');
  expect((await sendExport(huawei, member.token, {})).data.exportActivity).toEqual({ text: null, entries: null, endCursor: null, userErrors: [{ code: 'ACTIVITY_NOT_OPEN', path: null, policy: 'security.activity.openedBy', limit: 'HOLDER' }] });

  await huawei.advance('PT1M');
  const openedAt = await openActivity(huawei, member.token);
  expect(Math.abs(Date.parse(openedAt!) - (await huawei.now()))).toBeLessThan(10_000);
  expect((await readActivity(huawei, member.token)).nodes.map(({ kind }) => kind)).toEqual(['ACTIVITY_OPENED']);
  await huawei.advance('PT1M');
  // Opened again, nothing changes.
  expect(await openActivity(huawei, member.token)).toBe(openedAt);
  const token = await signInAs(member);
  expect((await readActivity(huawei, token)).nodes.map(({ kind }) => kind)).toEqual(['SIGNED_IN', 'ACTIVITY_OPENED']);
  // Nor does a filter reach behind it.
  expect((await readActivity(huawei, token, { filter: { since: '2000-01-01T00:00:00.000Z', kinds: ['SIGNED_IN', 'REGISTERED'] } })).nodes).toHaveLength(1);
});

test('HW-SEC-021 opened by ten requests at once it is opened once', async () => {
  const member = await registerByPhone(huawei);
  const opened = await Promise.all(Array.from({ length: 10 }, () => openActivity(huawei, member.token)));
  expect(new Set(opened).size).toBe(1);
  expect((await readActivity(huawei, member.token, { filter: { kinds: ['ACTIVITY_OPENED'] } })).nodes).toHaveLength(1);
});

test('sensitive operations of every part are in the history, with session, device and address', async () => {
  const member = await register(client);
  await bindMfa(client, member);
  await client.send('mutation { updateProfile(input: { nickname: "Tally" }) { userErrors { code } } }', {}, { token: member.token });
  await whenListed(client, member.token, 'PROFILE_CHANGED');
  await whenListed(client, member.token, 'REGISTERED');
  const { nodes } = await readActivity(client, member.token);
  expect(new Set(nodes.map(({ kind }) => kind))).toEqual(new Set(['REGISTERED', 'SIGNED_IN', 'STEPPED_UP', 'MFA_BOUND', 'PROFILE_CHANGED']));
  const of = (kind: string) => nodes.find((entry) => entry.kind === kind);
  const session = of('SIGNED_IN')!.sessionId;
  const from = { device: 'node', address: expect.stringMatching(/^198\..*\.\*$/), outcome: 'SUCCEEDED' };
  expect(of('STEPPED_UP')).toMatchObject({ ...from, operation: 'BIND_MFA', method: 'SMS', sessionId: session });
  expect(of('MFA_BOUND')).toMatchObject({ ...from, method: 'VIRTUAL', sessionId: session });
  expect(of('PROFILE_CHANGED')).toMatchObject({ ...from, sessionId: session });
  expect(of('REGISTERED')).toMatchObject({ ...from, sessionId: null });
});

test('failed sign-ins of an account are in its history; a storm of them is summed up and buries nothing', async () => {
  const member = await register(client);
  // All within one hour.
  await client.advance(`PT${60 - new Date(await client.now()).getUTCMinutes()}M`);
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => sendSignIn(client, member.email, 'Wrong-Password-1')));
  const compared = outcomes.filter(({ data }) => data.signIn.userErrors[0].code === 'SIGN_IN_FAILED').length;
  expect(compared).toBe(10);
  const listed = await whenListed(client, member.token, 'SIGN_IN_FAILED', 5);
  expect(listed).toHaveLength(5);
  for (const entry of listed) expect(entry).toMatchObject({ outcome: 'FAILED', method: 'PASSWORD', times: 1, sessionId: null, device: 'node' });
  await client.advance('PT61M');
  const summed = (await whenListed(client, member.token, 'SIGN_IN_FAILED', 6))[0];
  expect(summed).toMatchObject({ outcome: 'FAILED', times: 5, device: null, address: null });
  expect((await readActivity(client, member.token, { filter: { outcome: 'FAILED' } })).nodes).toHaveLength(6);
  expect((await checkOf(client, member.token)).isIntact).toBe(true);
});
