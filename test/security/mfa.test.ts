import { expect, test } from 'vitest';
import type { Message } from '../support/client.ts';
import { bindMfa, register, sendSignIn, stepUp } from '../support/journeys.ts';
import { dumpStores } from '../support/dump-stores.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';
import { answer, bindApp, confirmBinding, independentTotp as totp, sendProtection, sendStartBinding, setProtection, startBinding, stepUpByMfa, tally, toNextStep, unbind } from '../rules/security/steps.ts';

const client = sharedClient();

const protectedMember = async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  return { member, ...(await bindApp(client, member, ['LOGIN_PROTECTION'])) };
};

test('the seed has 160 bits, is shown once, by no query, and in no store (ASVS 6.5.3)', async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  const pending = await startBinding(client, member.token);
  const { secret } = await bindApp(client, member);
  for (const seed of [pending.secret, secret]) expect(seed).toMatch(/^[A-Z2-7]{32}$/);
  const { data } = await client.send('{ __type(name: "MfaDevice") { fields { name } } security: __type(name: "Security") { fields { name } } }');
  const fields = [...data.__type.fields, ...data.security.fields].map(({ name }: { name: string }) => name);
  expect(fields.filter((name: string) => /secret|uri|seed|qr/i.test(name))).toEqual([]);
  const dump = JSON.stringify(await dumpStores(sharedGraph));
  for (const seed of [pending.secret, secret]) expect(dump).not.toContain(seed);
});

test('binding needs a proof, and of two parallel confirmations of two bindings the account keeps one device (ASVS 7.5.1)', async () => {
  const member = await register(client);
  expect((await sendStartBinding(client, member.token)).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'BIND_MFA' });
  await stepUp(client, member, 'BIND_MFA');
  const [replaced, last] = [await startBinding(client, member.token), await startBinding(client, member.token)];
  const now = await toNextStep(client);
  const confirmed = await Promise.all([replaced, last].map(({ bindingId, secret }) => confirmBinding(client, member.token, bindingId, [totp(secret, now)])));
  expect(confirmed.map(({ userErrors }) => userErrors[0]?.code ?? 'BOUND')).toEqual(['MFA_BINDING_NOT_FOUND', 'BOUND']);
});

test('a code that finished a sign-in, and one of an older step, are good for nothing else (ASVS 6.5.1)', async () => {
  const { member, secret } = await protectedMember();
  const now = await toNextStep(client);
  const challenges = await Promise.all(Array.from({ length: 10 }, async () => (await sendSignIn(client, member.email, member.password)).data.signIn.challenge));
  const answers = await Promise.all(challenges.map(({ id }) => answer(client, id, 'MFA', totp(secret, now + 30_000))));
  expect(answers.filter(({ session }) => session)).toHaveLength(1);
  for (const at of [now + 30_000, now, now - 30_000]) expect((await stepUpByMfa(client, member, totp(secret, at))).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
});

test('after the right password a wrong code is told to the holder on every channel, once for a sign-in, however many are tried', async () => {
  const { member } = await protectedMember();
  const [sms, mails] = [await client.messages(member.phone), await client.messages(member.email)];
  const { id } = (await sendSignIn(client, member.email, member.password)).data.signIn.challenge;
  const guesses = await Promise.all(Array.from({ length: 20 }, () => answer(client, id, 'MFA', 'wrong')));
  expect(tally(guesses.map(({ userErrors }) => userErrors[0].code))).toEqual({ CODE_WRONG: 5, CHALLENGE_TRIES_USED_UP: 15 });
  const tellings = async (to: string, seen: Message[] = []) => {
    const ids = seen.map((message) => message.id);
    return (await client.messages(to)).filter((message) => !ids.includes(message.id) && message.text.includes('failed the second'));
  };
  const eventually = { timeout: 5000, interval: 50 };
  for (const [to, seen] of [[member.phone, sms], [member.email, mails]] as const) await expect.poll(() => tellings(to, seen), eventually).toHaveLength(1);
  // Another sign-in is told of anew, and only then is everything that was queued before known to have arrived.
  const again = (await sendSignIn(client, member.email, member.password)).data.signIn.challenge;
  const seen = await client.messages(member.phone);
  expect((await answer(client, again.id, 'MFA', 'wrong')).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  await expect.poll(() => tellings(member.phone, seen), eventually).toHaveLength(1);
  expect(await tellings(member.phone)).toHaveLength(2);
});

test('a wrong code of somebody who is signed in is told to nobody', async () => {
  const member = await register(client);
  const { secret } = await bindMfa(client, member);
  await stepUpByMfa(client, member, 'wrong');
  const seen = await client.messages(member.phone);
  await stepUpByMfa(client, member, totp(secret, await toNextStep(client)));
  expect((await setProtection(client, member.token, 'setLoginProtection', ['SMS'])).userErrors).toEqual([]);
  expect((await client.nextMessage(member.phone, seen)).text).toContain('login protection');
  expect((await client.messages(member.phone)).filter(({ text }) => text.includes('failed the second'))).toEqual([]);
});

test('unbinding, and both protections, from a session that proved nothing ask for a proof; afterwards every contact is told (ASVS 7.5.1)', async () => {
  const { member, secret, deviceId } = await protectedMember();
  await client.advance('PT30M');
  const plain = await client.send('mutation($input: UnbindMfaInput!) { unbindMfa(input: $input) { userErrors { code } } }', { input: { mfaDeviceId: deviceId, code: totp(secret, await toNextStep(client)) } }, { token: member.token });
  expect(plain.errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'UNBIND_MFA' });
  for (const protection of ['setLoginProtection', 'setOperationProtection'] as const) {
    expect((await sendProtection(client, member.token, protection, [])).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  }
  await stepUp(client, member, 'UNBIND_MFA');
  const [sms, mails] = [await client.messages(member.phone), await client.messages(member.email)];
  expect((await unbind(client, member.token, deviceId, totp(secret, await toNextStep(client)))).userErrors).toEqual([]);
  for (const [contact, seen] of [[member.phone, sms], [member.email, mails]] as const) expect((await client.nextMessage(contact, seen)).text).toContain('unbound');
});
