import { expect, test } from 'vitest';
import { application, apply, codesOf, payloadOf, readClosure, registerAndApply, sendConfirm, sendGiveUp, sendRecheck, sendRestartIdentityCheck, sendStart, sendWithdraw, whenChecked } from '../../support/closing.ts';
import { register, stepUp, verify } from '../../support/journeys.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

test('TX-DER-003 an application needs a proof of who is there, and nothing is begun without', async () => {
  const member = await register(client);
  const { data, errors } = await sendStart(client, member, await application(client));
  expect(data).toBeNull();
  expect(errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'START_DEREGISTRATION', methods: expect.arrayContaining(['SMS']) });
  expect(await readClosure(client, member)).toBeNull();
  await stepUp(client, member, 'START_DEREGISTRATION');
  expect(codesOf(await sendStart(client, member, await application(client)))).toEqual([]);
});

test('TX-DER-015 reasons are chosen from a list, several at once; OTHER needs a text; everything wrong is told at once', async () => {
  const member = await register(client);
  await stepUp(client, member, 'START_DEREGISTRATION');
  const { agreements } = await application(client);
  const refusals = async (input: object) => payloadOf(await sendStart(client, member, { agreements, reasons: [], ...input })).userErrors.map(({ code, path }) => `${code} ${path}`);
  expect(await refusals({})).toEqual(['REASON_REQUIRED reasons']);
  expect(await refusals({ reasons: ['OTHER'] })).toEqual(['REASON_REQUIRED remark']);
  expect(await refusals({ reasons: ['OTHER'], remark: '  ' })).toEqual(['REASON_REQUIRED remark']);
  expect(await refusals({ reasons: ['NO_LONGER_USED'], remark: 'x'.repeat(501) })).toEqual(['REMARK_TOO_LONG remark']);
  expect(await refusals({ agreements: [], reasons: ['OTHER'] })).toEqual(['AGREEMENT_NOT_ACCEPTED agreements', 'REASON_REQUIRED remark']);
  expect(await refusals({ agreements: agreements.map(({ id }) => ({ id, version: 'an old one' })), reasons: ['NO_LONGER_USED'] })).toEqual(['AGREEMENT_NOT_ACCEPTED agreements']);
  expect(await readClosure(client, member)).toBeNull();

  const reasons = ['REGISTERED_BY_MISTAKE', 'REGISTERING_ANEW', 'NO_LONGER_USED', 'OTHER'];
  expect(payloadOf(await sendStart(client, member, { agreements, reasons, remark: '搬家' })).deregistration).toMatchObject({ reasons });
  expect((await whenChecked(client, member)).reasons).toEqual(reasons);
});

test('of ten applications at once one is accepted; with one key all ten are the same', async () => {
  const member = await register(client);
  await stepUp(client, member, 'START_DEREGISTRATION');
  const input = await application(client);
  const sameKey = await Promise.all(Array.from({ length: 10 }, () => sendStart(client, member, { ...input, idempotencyKey: 'key' })));
  expect(new Set(sameKey.map((answer) => payloadOf(answer).deregistration.id)).size).toBe(1);
  await sendWithdraw(client, member, { deregistrationId: payloadOf(sameKey[0]!).deregistration.id });
  const answers = await Promise.all(Array.from({ length: 10 }, () => sendStart(client, member, input)));
  expect(answers.map(codesOf).sort()).toEqual([[], ...Array.from({ length: 9 }, () => ['DEREGISTRATION_ALREADY_OPEN'])]);
});

test('TX-DER-002 in part what belongs to another stage is refused, at every stage', async () => {
  const { member, closure } = await registerAndApply(client, { orders: [{ id: 'o', name: 'server', status: 'UNPAID' }] });
  const input = { deregistrationId: closure.id };
  expect(closure.state).toBe('BLOCKED');
  expect(codesOf(await sendConfirm(client, member, input))).toEqual(['BLOCKERS_REMAIN']);
  expect(codesOf(await sendRestartIdentityCheck(client, member, input))).toEqual(['DEREGISTRATION_STAGE_WRONG']);

  await client.setCloud(member.id, {});
  await verify(client, member);
  expect(codesOf(await sendRecheck(client, member, input))).toEqual([]);
  expect((await whenChecked(client, member)).state).toBe('IDENTITY');
  expect(codesOf(await sendGiveUp(client, member, { ...input, kind: 'COUPONS' }))).toEqual(['DEREGISTRATION_STAGE_WRONG']);
  expect(codesOf(await sendConfirm(client, member, input))).toEqual(['IDENTITY_CHECK_PENDING']);

  expect(codesOf(await sendWithdraw(client, member, input))).toEqual([]);
  for (const send of [sendConfirm, sendWithdraw, sendRecheck, sendRestartIdentityCheck]) {
    expect(codesOf(await send(client, member, input))).toEqual(['DEREGISTRATION_NOT_OPEN']);
  }
});

test('TX-DER-028 in part the application can be withdrawn at every stage before it is confirmed; the account is as it was and can apply again', async () => {
  const stages: Record<string, (member: Awaited<ReturnType<typeof register>>) => Promise<void>> = {
    BLOCKED: ({ id }) => client.setCloud(id, { arrears: '1.00' }),
    CONFIRMATION: ({ id }) => client.setCloud(id, {}),
    IDENTITY: async (member) => void (await verify(client, member)),
  };
  const member = await register(client);
  for (const [stage, prepare] of Object.entries(stages)) {
    await prepare(member);
    const closure = await apply(client, member);
    expect(closure.state).toBe(stage);
    expect(payloadOf(await sendWithdraw(client, member, { deregistrationId: closure.id })).deregistration).toMatchObject({ state: 'WITHDRAWN', identityCheck: null });
    const { data } = await client.send('{ viewer { status realName { status } deregistration { state } } }', {}, { token: member.token });
    expect(data.viewer).toMatchObject({ status: 'ACTIVE', deregistration: { state: 'WITHDRAWN' } });
  }
  await stepUp(client, member, 'START_DEREGISTRATION');
  const started = payloadOf(await sendStart(client, member, await application(client))).deregistration;
  expect(payloadOf(await sendWithdraw(client, member, { deregistrationId: started.id })).deregistration.state).toBe('WITHDRAWN');
});

test('somebody else’s closure cannot be seen or touched', async () => {
  const { member, closure } = await registerAndApply(client);
  const stranger = await register(client);
  for (const send of [sendConfirm, sendWithdraw, sendRecheck, sendRestartIdentityCheck]) {
    expect(codesOf(await send(client, stranger, { deregistrationId: closure.id }))).toEqual(['DEREGISTRATION_NOT_OPEN']);
  }
  expect(codesOf(await sendGiveUp(client, stranger, { deregistrationId: closure.id, kind: 'COUPONS' }))).toEqual(['DEREGISTRATION_NOT_OPEN']);
  expect(await readClosure(client, stranger)).toBeNull();
  expect((await sendConfirm(client, { token: 'A'.repeat(43) }, { deregistrationId: closure.id })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  expect((await readClosure(client, member)).state).toBe('CONFIRMATION');
});
