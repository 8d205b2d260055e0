import { expect, test } from 'vitest';
import type { Answer, Client } from '../../support/client.ts';
import { bindMfa, register, sendSignIn, signIn, stepUp, type Member } from '../../support/journeys.ts';
import { bindScanned, codesOf, done, kindsOf, newPerson, payloadOf, prepareEmail, prepareScan, readOptions, readReport, registerScanned, sendBind, sendChange, sendUnbind, signInScanned } from '../../support/login-methods.ts';
import { answerByScan, stepUpByScan, type Deed } from '../../support/scans.ts';
import { sendNeed } from '../../support/products.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';
import { byThirdParty, signInWith } from '../../support/signing-in.ts';
import { answer, independentTotp as totp, isSignedIn, openStepUp, readSecurity, receiveChallengeCode, sendProtection, setProtection, toNextStep } from './steps.ts';

const client = sharedClient();

type Protection = 'setLoginProtection' | 'setOperationProtection';

/** An account that is registered with an e-mail address and has a WeChat besides. */
const registerWithWechat = async (of: Client = client): Promise<{ member: Member; wechat: Deed }> => {
  const [member, wechat] = [await register(of), newPerson('WECHAT')];
  await bindScanned(of, member, 'WECHAT', wechat);
  return { member, wechat };
};

/** The same, with a protection by WeChat. */
const registerProtected = async (protection: Protection, of: Client = client): Promise<{ member: Member; wechat: Deed }> => {
  const { member, wechat } = await registerWithWechat(of);
  await stepUpByScan(of, member, 'SET_LOGIN_PROTECTION', wechat);
  expect((await setProtection(of, member.token, protection, ['WECHAT'])).userErrors).toEqual([]);
  // In force from the next sign-in on (TX-SEC-035).
  if (protection === 'setOperationProtection') member.token = await signIn(of, member);
  return { member, wechat };
};

/** Signs in with the password, and gives what is asked next. */
const meetChallenge = async ({ email, password }: Member): Promise<Answer['data']> => {
  const { session, challenge } = payloadOf(await sendSignIn(client, email, password));
  expect(session).toBeNull();
  return challenge;
};

test('TX-SEC-010 a step-up lists what the account has set up, of phone, e-mail, WeChat and MFA, and each of them passed is a proof', async () => {
  const { member, wechat } = await registerWithWechat();
  const { secret } = await bindMfa(client, member);
  const ask = async (): Promise<string> => {
    // Each from nothing: the proof before has run out.
    await client.advance('PT30M');
    expect((await readSecurity(client, member.token)).steppedUpUntil).toBeNull();
    const { id, methods } = await openStepUp(client, member.token, 'UNBIND_MFA');
    expect(methods).toEqual(['MFA', 'SMS', 'EMAIL', 'WECHAT']);
    return id;
  };
  const passed = async ({ session, steppedUpUntil, userErrors }: Answer['data']): Promise<void> => {
    expect(userErrors).toEqual([]);
    if (session) member.token = session.token;
    expect((await readSecurity(client, member.token)).steppedUpUntil).toBe(steppedUpUntil);
  };
  for (const [method, address] of [['SMS', member.phone], ['EMAIL', member.email]] as const) {
    const id = await ask();
    await passed(await answer(client, id, method, await receiveChallengeCode(client, id, method, address, member.token), member));
  }
  await passed(await answerByScan(client, await ask(), wechat, member.token));
  const id = await ask();
  await passed(await answer(client, id, 'MFA', totp(secret, await toNextStep(client)), member));
});

test('what has no WeChat is not offered one', async () => {
  const member = await register(client);
  expect((await openStepUp(client, member.token, 'BIND_MFA')).methods).toEqual(['SMS', 'EMAIL']);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  for (const protection of ['setLoginProtection', 'setOperationProtection'] as const) {
    expect((await setProtection(client, member.token, protection, ['WECHAT'])).userErrors).toMatchObject([{ code: 'PROTECTION_METHOD_NOT_BOUND', path: ['methods'] }]);
  }
});

test('TX-SEC-011 where the phone is proposed the linked WeChat is taken instead, and the phone where WeChat is', async () => {
  const { member, wechat } = await registerProtected('setOperationProtection');
  const proposed = await openStepUp(client, member.token, 'UNBIND_LOGIN_METHOD');
  expect(proposed.methods).toEqual(['WECHAT', 'SMS', 'EMAIL']);
  await stepUp(client, member, 'SET_OPERATION_PROTECTION');
  expect((await setProtection(client, member.token, 'setOperationProtection', ['SMS'])).userErrors).toEqual([]);
  member.token = await signIn(client, member);
  expect((await openStepUp(client, member.token, 'UNBIND_LOGIN_METHOD')).methods).toEqual(['SMS', 'EMAIL', 'WECHAT']);
  await stepUpByScan(client, member, 'UNBIND_LOGIN_METHOD', wechat);
  done(await sendUnbind(client, member, { kind: 'WECHAT' }));
});

test.for([
  ['TX-SEC-031', 'setLoginProtection', 'loginProtection', 'setOperationProtection', 'operationProtection'],
  ['TX-SEC-041', 'setOperationProtection', 'operationProtection', 'setLoginProtection', 'loginProtection'],
] as const)('%s %s is off or one of MFA, phone code and WeChat; the next one takes the place of the former, two are refused, and the other protection stays', async ([, protection, field, other, otherField]) => {
  const { member, wechat } = await registerWithWechat();
  await bindMfa(client, member);
  await stepUpByScan(client, member, 'SET_LOGIN_PROTECTION', wechat);
  // Setting operation protection drops the proof.
  const prove = (): Promise<string> => stepUpByScan(client, member, 'SET_OPERATION_PROTECTION', wechat);
  expect((await setProtection(client, member.token, other, ['SMS'])).userErrors).toEqual([]);
  expect((await readSecurity(client, member.token))[field].methods).toEqual([]);
  for (const methods of [['MFA'], ['WECHAT'], ['SMS'], ['WECHAT'], []]) {
    await prove();
    expect((await setProtection(client, member.token, protection, methods)).security[field].methods).toEqual(methods);
  }
  await prove();
  for (const two of [['WECHAT', 'SMS'], ['MFA', 'WECHAT'], ['MFA', 'SMS', 'WECHAT']]) {
    expect((await setProtection(client, member.token, protection, two)).userErrors).toMatchObject([{ code: 'PROTECTION_TOO_MANY_METHODS', policy: `security.${field}.mostMethods`, limit: '1' }]);
  }
  expect((await setProtection(client, member.token, protection, ['EMAIL'])).userErrors).toMatchObject([{ code: 'PROTECTION_METHOD_NOT_OFFERED' }]);
  const security = await readSecurity(client, member.token);
  expect([security[field].methods, security[otherField].methods]).toEqual([[], ['SMS']]);
});

test('TX-SEC-032 with login protection by WeChat who signs in otherwise scans with the linked WeChat, and another one opens nothing', async () => {
  const { member, wechat } = await registerProtected('setLoginProtection');
  const qq = newPerson('QQ');
  await bindScanned(client, member, 'QQ', qq);

  const { id, methods } = await meetChallenge(member);
  expect(methods).toEqual(['WECHAT']);
  expect(await answerByScan(client, id, newPerson('WECHAT'))).toMatchObject({ isPassed: false, session: null, userErrors: [{ code: 'SCAN_IDENTITY_WRONG', path: ['scan'] }] });
  // The WeChat of another account is another one too.
  const stranger = await registerWithWechat();
  expect(await answerByScan(client, id, stranger.wechat)).toMatchObject({ session: null, userErrors: [{ code: 'SCAN_IDENTITY_WRONG' }] });
  const { session, userErrors } = await answerByScan(client, id, wechat);
  expect(userErrors).toEqual([]);
  expect(await isSignedIn(client, session.token)).toBe(true);

  const byQq = await signInWith(client, await byThirdParty(client, 'QQ', qq));
  expect(byQq).toMatchObject({ session: null, challenge: { methods: ['WECHAT'] } });
});

test('TX-SEC-032 who signs in by the linked WeChat is not asked for it again; what else a protection asks for is asked', async () => {
  const { member, wechat } = await registerProtected('setLoginProtection');
  for (let time = 0; time < 2; time += 1) {
    const { session } = await signInScanned(client, 'WECHAT', wechat);
    expect(await isSignedIn(client, session.token)).toBe(true);
  }
  await meetChallenge(member);

  // Another protection has not been answered by the scan.
  await stepUpByScan(client, member, 'SET_LOGIN_PROTECTION', wechat);
  await setProtection(client, member.token, 'setLoginProtection', ['SMS']);
  expect(await signInWith(client, await byThirdParty(client, 'WECHAT', wechat))).toMatchObject({ session: null, challenge: { methods: ['SMS'] } });
});

test('TX-SEC-032 the WeChat that was put in place of the linked one is asked for from then on, and the former no more', async () => {
  const { member, wechat } = await registerProtected('setLoginProtection');
  const replacement = newPerson('WECHAT');
  await stepUpByScan(client, member, 'CHANGE_LOGIN_METHOD', wechat);
  done(await sendChange(client, member, await prepareScan(client, member, 'WECHAT', replacement)));
  const { id } = await meetChallenge(member);
  expect((await answerByScan(client, id, wechat)).userErrors).toMatchObject([{ code: 'SCAN_IDENTITY_WRONG' }]);
  expect((await answerByScan(client, id, replacement)).session).not.toBeNull();
});

test('TX-SEC-032 one of several accounts that a WeChat opens, chosen after the scan, is not asked again', async () => {
  const { member, wechat } = await registerProtected('setLoginProtection');
  const second = await register(client);
  await bindScanned(client, second, 'WECHAT', wechat);
  const { choice } = await signInScanned(client, 'WECHAT', wechat);
  const { data } = await client.send('mutation($input: ChooseAccountInput!) { chooseAccount(input: $input) { session { token } challenge { id } userErrors { code } } }', { input: { ticket: choice.ticket, accountId: member.id } });
  expect(data.chooseAccount).toMatchObject({ session: { token: expect.any(String) }, challenge: null });
});

test('TX-SEC-042 a sensitive operation is not carried out unless the proof is right: neither by another WeChat nor by a wrong code', async () => {
  const { member, wechat } = await registerProtected('setOperationProtection');
  const { secret } = await bindMfa(client, member);
  await client.advance('PT30M');
  const unbind = () => sendUnbind(client, member, { kind: 'WECHAT' });
  const change = () => sendProtection(client, member.token, 'setOperationProtection', []);
  const { id } = await openStepUp(client, member.token, 'SET_OPERATION_PROTECTION');
  const wrong = await toNextStep(client);
  const proofs = [
    await answerByScan(client, id, newPerson('WECHAT'), member.token),
    await answer(client, id, 'SMS', '000000', member),
    await answer(client, id, 'MFA', totp(secret, wrong + 600_000), member),
  ];
  expect(proofs.map(({ isPassed, steppedUpUntil, userErrors }) => [isPassed ?? false, steppedUpUntil, userErrors[0].code])).toEqual([
    [false, null, 'SCAN_IDENTITY_WRONG'],
    [false, null, 'CODE_WRONG'],
    [false, null, 'CODE_WRONG'],
  ]);
  for (const refused of [await unbind(), await change()]) expect(refused.errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  expect((await readSecurity(client, member.token)).operationProtection.methods).toEqual(['WECHAT']);
  expect(await kindsOf(client, member)).toEqual(['EMAIL', 'WECHAT']);

  const { session, userErrors } = await answerByScan(client, id, wechat, member.token);
  expect(userErrors).toEqual([]);
  if (session) member.token = session.token;
  expect((await change()).data.setOperationProtection.security.operationProtection.methods).toEqual([]);
});

test('TX-SEC-041 what asks only under operation protection demands exactly the WeChat that was chosen', async () => {
  const { member, wechat } = await registerProtected('setOperationProtection');
  const need = async () => (await sendNeed(sharedGraph, 'cvm', member.token, 'cvm:shutDownInstance')).data.isStepUpNeeded;
  expect(await need()).toMatchObject({ isNeeded: true, methods: ['WECHAT'] });
  // A proof by SMS is one for what always asks, and none here.
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect(await need()).toMatchObject({ isNeeded: true, methods: ['WECHAT'] });
  await stepUpByScan(client, member, 'SET_LOGIN_PROTECTION', wechat);
  expect(await need()).toMatchObject({ isNeeded: false, methods: [] });
});

/** An account that a WeChat has registered, with an e-mail address besides. */
const registerByWechat = async (): Promise<{ member: Pick<Member, 'id' | 'token' | 'phone'>; wechat: Deed }> => {
  const wechat = newPerson('WECHAT');
  const member = await registerScanned(client, 'WECHAT', wechat);
  await stepUpByScan(client, member, 'BIND_LOGIN_METHOD', wechat);
  done(await sendBind(client, member, await prepareEmail(client)));
  return { member, wechat };
};

test('TX-ACC-083 a WeChat that has registered the account is unbound in two stages: a scan as the identity check, a report that changes nothing, and the confirmation of a passed one', async () => {
  const { member, wechat } = await registerByWechat();
  await client.advance('PT31M');
  expect((await sendUnbind(client, member, { kind: 'WECHAT' })).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'UNBIND_LOGIN_METHOD', methods: expect.arrayContaining(['WECHAT']) });
  await stepUpByScan(client, member, 'UNBIND_LOGIN_METHOD', wechat);

  const { report } = done(await sendUnbind(client, member, { kind: 'WECHAT' }));
  expect(report).toMatchObject({ id: expect.stringMatching(/^report_/), isPassed: true });
  expect(await kindsOf(client, member)).toEqual(['WECHAT', 'EMAIL']);
  expect((await signInScanned(client, 'WECHAT', wechat)).session).not.toBeNull();
  expect(codesOf(await sendUnbind(client, member, { kind: 'WECHAT', reportId: 'report_x' }))).toEqual(['UNBIND_REPORT_NOT_FOUND']);

  expect(done(await sendUnbind(client, member, { kind: 'WECHAT', reportId: report.id })).account.loginMethods).toMatchObject([{ kind: 'EMAIL' }]);
  expect(await signInScanned(client, 'WECHAT', wechat)).toMatchObject({ session: null, unknownIdentity: { kind: 'WECHAT' } });
  // Nor does it answer a challenge any more.
  expect((await openStepUp(client, member.token, 'BIND_LOGIN_METHOD')).methods).not.toContain('WECHAT');
});

test('TX-ACC-084 the report on a WeChat that has registered the account lists the other login methods and the protections that check by it; it passes once they are off', async () => {
  const { member, wechat } = await registerByWechat();
  await stepUpByScan(client, member, 'SET_LOGIN_PROTECTION', wechat);
  expect((await setProtection(client, member.token, 'setLoginProtection', ['WECHAT'])).userErrors).toEqual([]);
  expect((await readReport(client, member)).conditions).toMatchObject([
    { kind: 'OTHER_LOGIN_METHOD', isMet: true, otherMethods: [{ kind: 'EMAIL', label: expect.stringContaining('*') }] },
    { kind: 'NO_CHECK_METHOD', isMet: false, usedBy: ['LOGIN_PROTECTION'] },
    { kind: 'SECURITY_PHONE', isMet: true },
  ]);
  // The kinds that are not bound are listed beside it, each to be bound.
  const options = await readOptions(client, member);
  expect(options.filter(({ method }: { method: unknown }) => method === null).map(({ kind, allowedActions }: { kind: string; allowedActions: string[] }) => [kind, allowedActions])).toEqual([['QQ', ['BIND']], ['WECOM', ['BIND']], ['WECHAT_OFFICIAL', ['BIND']]]);

  expect((await setProtection(client, member.token, 'setOperationProtection', ['WECHAT'])).userErrors).toEqual([]);
  expect((await readReport(client, member)).conditions[1]).toMatchObject({ isMet: false, usedBy: ['LOGIN_PROTECTION', 'OPERATION_PROTECTION'] });
  for (const protection of ['setLoginProtection', 'setOperationProtection'] as const) {
    await stepUpByScan(client, member, 'SET_LOGIN_PROTECTION', wechat);
    expect((await setProtection(client, member.token, protection, [])).userErrors).toEqual([]);
  }
  expect((await readReport(client, member)).conditions[1]).toMatchObject({ isMet: true, usedBy: [] });
});

test('TX-ACC-082 a WeChat that has registered the account stays while login protection or operation protection checks by it, and the condition is named', async () => {
  const { member, wechat } = await registerByWechat();
  await stepUpByScan(client, member, 'UNBIND_LOGIN_METHOD', wechat);
  const { report: passed } = done(await sendUnbind(client, member, { kind: 'WECHAT' }));
  for (const protection of ['setLoginProtection', 'setOperationProtection'] as const) {
    expect((await setProtection(client, member.token, protection, ['WECHAT'])).userErrors).toEqual([]);
    await stepUpByScan(client, member, 'UNBIND_LOGIN_METHOD', wechat);
    // Also what was passed before is looked at once more.
    for (const reportId of [undefined, passed.id]) {
      const { account, report, userErrors } = payloadOf(await sendUnbind(client, member, { kind: 'WECHAT', reportId }));
      expect([account, report.id, report.isPassed]).toEqual([null, null, false]);
      expect(userErrors).toMatchObject([{ code: 'UNBIND_CONDITION_UNMET', path: ['kind', 'NO_CHECK_METHOD'] }]);
    }
    expect((await setProtection(client, member.token, protection, [])).userErrors).toEqual([]);
    await stepUpByScan(client, member, 'UNBIND_LOGIN_METHOD', wechat);
  }
  const { report } = done(await sendUnbind(client, member, { kind: 'WECHAT' }));
  expect(done(await sendUnbind(client, member, { kind: 'WECHAT', reportId: report.id })).account.loginMethods).toMatchObject([{ kind: 'EMAIL' }]);
});

test('a WeChat that has not registered the account, too, stays until no protection checks by it', async () => {
  const { member, wechat } = await registerProtected('setLoginProtection');
  expect(payloadOf(await sendUnbind(client, member, { kind: 'WECHAT' }))).toMatchObject({ account: null, report: null, userErrors: [{ code: 'UNBIND_CONDITION_UNMET', path: ['kind', 'NO_CHECK_METHOD'] }] });
  expect(await kindsOf(client, member)).toEqual(['EMAIL', 'WECHAT']);
  expect((await signInWith(client, { account: member.email, password: member.password })).challenge.methods).toEqual(['WECHAT']);
  expect((await setProtection(client, member.token, 'setLoginProtection', [])).userErrors).toEqual([]);
  done(await sendUnbind(client, member, { kind: 'WECHAT' }));
  expect((await openStepUp(client, member.token, 'BIND_MFA')).methods).toEqual(['SMS', 'EMAIL']);
  // Bound again, it is a check method again.
  await bindScanned(client, member, 'WECHAT', wechat);
  expect((await openStepUp(client, member.token, 'BIND_MFA')).methods).toEqual(['SMS', 'EMAIL', 'WECHAT']);
});
