import { expect, test } from 'vitest';
import { apply, codesOf, confirmAndGo, payloadOf, readClosure, registerAndApply, sendConfirm, sendRestartIdentityCheck } from '../../support/closing.ts';
import { consentOf, prepareRegistration, register, sendRegistration, sendSignIn, sendVerification, verify } from '../../support/journeys.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();
const { sandboxUrl } = sharedGraph;

test('TX-DER-029 the verified person has to look into the camera; a failure changes nothing, a pass and the confirmation close at once', async () => {
  const member = await register(client);
  await verify(client, member);
  const closure = await apply(client, member);
  const input = { deregistrationId: closure.id };
  expect(closure.state).toBe('IDENTITY');
  expect(codesOf(await sendConfirm(client, member, input))).toEqual(['IDENTITY_CHECK_PENDING']);
  expect(codesOf(await sendRestartIdentityCheck(client, member, input))).toEqual(['IDENTITY_CHECK_PENDING']);

  await client.camera(closure.identityCheck.ticket, 'MISMATCH');
  expect(codesOf(await sendConfirm(client, member, input))).toEqual(['IDENTITY_CHECK_FAILED']);
  expect((await readClosure(client, member)).state).toBe('IDENTITY');
  const restarted = payloadOf(await sendRestartIdentityCheck(client, member, input));
  expect(restarted.userErrors).toEqual([]);
  expect(restarted.deregistration.identityCheck.ticket).not.toBe(closure.identityCheck.ticket);

  await client.camera(restarted.deregistration.identityCheck.ticket);
  expect(payloadOf(await sendConfirm(client, member, input))).toMatchObject({ userErrors: [], deregistration: { state: 'CLOSED' } });
});

test('a passed camera is seen by whoever looks, before the confirmation', async () => {
  const member = await register(client);
  await verify(client, member);
  const { identityCheck } = await apply(client, member);
  await client.camera(identityCheck.ticket);
  expect(await readClosure(client, member)).toMatchObject({ state: 'CONFIRMATION', identityCheck: null });
});

test('TX-DER-030 an unverified account is closed without any further identity check', async () => {
  const { member, closure } = await registerAndApply(client);
  expect(closure).toMatchObject({ state: 'CONFIRMATION', identityCheck: null });
  expect(payloadOf(await sendConfirm(client, member, { deregistrationId: closure.id })).deregistration.state).toBe('CLOSED');
});

test('TX-DER-042 TX-DER-040 TX-DER-041 a closed account is gone: its sessions, its sign-in, its services', async () => {
  const { member, closure } = await registerAndApply(client);
  const other = (await sendSignIn(client, member.email, member.password)).data.signIn.session.token;
  await confirmAndGo(client, member, closure.id);
  for (const token of [member.token, other]) {
    const { data, errors } = await client.send('{ viewer { id } }', {}, { token });
    expect(data.viewer).toBeNull();
    expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  }
  const refused = (await sendSignIn(client, member.email, member.password)).data.signIn;
  expect(refused).toMatchObject({ session: null, challenge: null, userErrors: [{ code: 'SIGN_IN_FAILED', policy: null, limit: null }] });
  const cloud = (await (await fetch(`${sandboxUrl}/cloud/${member.id}`)).json()) as { closedAt: string | null };
  expect(cloud.closedAt).not.toBeNull();
});

test('TX-DER-037 the result is told once, by SMS to the security phone and by mail to the security e-mail', async () => {
  const { member, closure } = await registerAndApply(client);
  const [mails, texts] = [await client.messages(member.email), await client.messages(member.phone)];
  await confirmAndGo(client, member, closure.id);
  await client.nextMessage(member.email, mails);
  await client.nextMessage(member.phone, texts);
  await client.advance('PT1M');
  expect((await client.messages(member.email)).length).toBe(mails.length + 1);
  expect((await client.messages(member.phone)).length).toBe(texts.length + 1);
});

test('TX-DER-044 TX-VER-016 in part the e-mail registers anew, as another account without old data, and the place of the identity number is free', async () => {
  const member = await register(client);
  const person = await verify(client, member);
  const others = [await register(client), await register(client)];
  for (const other of others) await verify(client, other, person);
  const late = await register(client);
  const tryToVerify = async () => (await sendVerification(client, late.token, { ...person, consent: await consentOf(client) })).data.startPersonalVerification;
  expect((await tryToVerify()).userErrors[0].code).toBe('ID_NUMBER_QUOTA_REACHED');

  const closure = await apply(client, member);
  await client.camera(closure.identityCheck.ticket);
  await confirmAndGo(client, member, closure.id);

  expect((await tryToVerify()).userErrors).toEqual([]);
  const anew = (await sendRegistration(client, await prepareRegistration(client, member))).data.registerAccount;
  expect(anew.userErrors).toEqual([]);
  expect(anew.account.id).not.toBe(member.id);
  const { data } = await client.send('{ viewer { realName { status } deregistration { id } security { mfaDevices { id } } } }', {}, { token: anew.session.token });
  expect(data.viewer).toEqual({ realName: { status: 'UNVERIFIED' }, deregistration: null, security: { mfaDevices: [] } });
});
