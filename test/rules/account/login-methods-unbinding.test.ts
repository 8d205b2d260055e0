import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../../subgraphs/shared/project-root.ts';
import { createClient, type Client } from '../../support/client.ts';
import { startGraph } from '../../support/graph.ts';
import { importAccount } from '../../support/import.ts';
import { register, sendSignIn, signIn, startChallenge, stepUp, type Member } from '../../support/journeys.ts';
import { bindScanned, codesOf, done, kindsOf, newPerson, payloadOf, prepareScan, readReport, sendBind, sendUnbind, signInScanned, whenTold, type UserError } from '../../support/login-methods.ts';
import { newEmail, newPassword } from '../../support/people.ts';
import { fifty } from '../../support/registering.ts';
import { changeSecurity, otherEmail, receiveContactCode } from '../../support/security-contacts.ts';
import { set } from '../../support/protections.ts';
import { answer, bindApp, readSecurity, setProtection } from '../security/steps.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();

/** An account whose registration method is an e-mail address, with so many others besides, that may unbind. */
const withOthers = async (kinds: string[], of: Client = client): Promise<Member> => {
  const member = await register(of);
  for (const kind of kinds) await bindScanned(of, member, kind, newPerson(kind));
  await stepUp(of, member, 'UNBIND_LOGIN_METHOD');
  return member;
};

const unmetOf = (userErrors: UserError[]): string[] => userErrors.filter(({ code }) => code === 'UNBIND_CONDITION_UNMET').map(({ path }) => path!.at(-1)!);

test('TX-ACC-080 another method than the registration method is unbound at once after a proof, and signs in no more', async () => {
  const [member, wechat] = [await register(client), newPerson('WECHAT')];
  await bindScanned(client, member, 'WECHAT', wechat);
  expect(payloadOf(await sendUnbind(client, member, { kind: 'WECHAT' })).account.loginMethods).toMatchObject([{ kind: 'EMAIL' }]);
  expect(await signInScanned(client, 'WECHAT', wechat)).toMatchObject({ session: null, unknownIdentity: { kind: 'WECHAT' } });
  expect(codesOf(await sendUnbind(client, member, { kind: 'WECHAT' }))).toEqual(['LOGIN_METHOD_NOT_BOUND']);
  expect((await whenTold(client, member.email, /^A login method of your account was unbound$/)).text).toMatch(/WeChat.*contact support/s);

  const second = newPerson('QQ');
  await bindScanned(client, member, 'QQ', second);
  await client.advance('PT31M');
  expect((await sendUnbind(client, member, { kind: 'QQ' })).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'UNBIND_LOGIN_METHOD' });
  expect((await signInScanned(client, 'QQ', second)).session).not.toBeNull();
});

test('TX-ACC-083 in part the registration method goes in two stages: a report that changes nothing, and the confirmation of a passed one', async () => {
  const member = await withOthers(['WECHAT']);
  const first = done(await sendUnbind(client, member, { kind: 'EMAIL' }));
  expect(first).toMatchObject({ account: { id: member.id }, report: { id: expect.stringMatching(/^report_/), isPassed: true } });
  expect(await kindsOf(client, member)).toEqual(['EMAIL', 'WECHAT']);
  expect(payloadOf(await sendSignIn(client, member.email, member.password)).session).not.toBeNull();
  expect(payloadOf(await sendUnbind(client, member, { kind: 'EMAIL', reportId: 'report_x' }))).toMatchObject({ account: null, userErrors: [{ code: 'UNBIND_REPORT_NOT_FOUND', path: ['reportId'] }] });

  expect(done(await sendUnbind(client, member, { kind: 'EMAIL', reportId: first.report.id })).account.loginMethods).toMatchObject([{ kind: 'WECHAT', isRegistrationMethod: false }]);
  expect(payloadOf(await sendSignIn(client, member.email, member.password)).userErrors).toMatchObject([{ code: 'SIGN_IN_FAILED' }]);
  expect(await readReport(client, member)).toBeNull();
});

test('a report is good for ten minutes, once, in the session that asked, and for what it was asked for', async () => {
  const member = await withOthers(['WECHAT', 'QQ']);
  const other = { ...member, token: await signIn(client, member) };
  await stepUp(client, other, 'UNBIND_LOGIN_METHOD');
  const ask = async () => done(await sendUnbind(client, member, { kind: 'EMAIL' })).report.id;
  const confirm = async (reportId: string, by = member) => codesOf(await sendUnbind(client, by, { kind: 'EMAIL', reportId }));
  const [earlier, id] = [await ask(), await ask()];
  expect(await confirm(earlier)).toEqual(['UNBIND_REPORT_NOT_FOUND']);
  expect(await confirm(id, other)).toEqual(['UNBIND_REPORT_NOT_FOUND']);
  await client.advance('PT10M');
  expect(await confirm(id)).toEqual(['UNBIND_REPORT_NOT_FOUND']);
  expect(await kindsOf(client, member)).toEqual(['EMAIL', 'WECHAT', 'QQ']);
  expect(await confirm(await ask())).toEqual([]);
});

test('TX-ACC-082 without another method, or without a security phone, the registration method stays and the condition is named', async () => {
  const member = await withOthers([]);
  const { account, report, userErrors } = payloadOf(await sendUnbind(client, member, { kind: 'EMAIL' }));
  expect(account).toBeNull();
  expect(userErrors.map(({ code }: UserError) => code)).toEqual(['LAST_LOGIN_METHOD', 'UNBIND_CONDITION_UNMET']);
  expect(unmetOf(userErrors)).toEqual(['OTHER_LOGIN_METHOD']);
  expect(report).toMatchObject({ id: null, isPassed: false, conditions: [{ kind: 'OTHER_LOGIN_METHOD', isMet: false }, { kind: 'NO_CHECK_METHOD', isMet: true }, { kind: 'SECURITY_PHONE', isMet: true }] });
  expect(await kindsOf(client, member)).toEqual(['EMAIL']);

  // An account that comes from elsewhere may have no phone.
  const [email, password] = [newEmail(), newPassword()];
  await importAccount(sharedGraph, { kind: 'CLOUD', email, password });
  const { session } = payloadOf(await sendSignIn(client, email, password));
  const stepUpByEmail = async (operation: string) => {
    const seen = await client.messages(email);
    const { challenge } = (await startChallenge(client, session.token, operation, 'EMAIL')).data.startChallenge;
    await answer(client, challenge.id, 'EMAIL', await client.nextCode(email, seen), session);
  };
  await stepUpByEmail('UNBIND_LOGIN_METHOD');
  done(await sendBind(client, session, await prepareScan(client, session, 'WECHAT', newPerson('WECHAT'))));
  const refused = payloadOf(await sendUnbind(client, session, { kind: 'EMAIL' }));
  expect(unmetOf(refused.userErrors)).toEqual(['SECURITY_PHONE']);
  expect(refused).toMatchObject({ account: null, report: { id: null, isPassed: false } });
  expect(await kindsOf(client, session)).toEqual(['EMAIL', 'WECHAT']);
});

test('TX-ACC-082 an e-mail address that remote-login protection checks by stays, and the condition is named, until that is off or the security e-mail is another; a bound MFA device does not hold it', async () => {
  const waysOut: Record<string, (member: Member) => Promise<void>> = {
    'switched off': async (member) => expect((await set(client, member.token, 'setRemoteLoginProtection', { isOn: false })).userErrors).toEqual([]),
    'another security e-mail': async (member) => {
      const to = otherEmail();
      expect((await changeSecurity(client, member, 'Email', to, await receiveContactCode(client, member, 'Email', to))).userErrors).toEqual([]);
    },
  };
  for (const [way, leave] of Object.entries(waysOut)) {
    const member = await withOthers(['WECHAT']);
    await bindApp(client, member);
    await client.advance('PT1M');
    await stepUp(client, member, 'UNBIND_LOGIN_METHOD');
    const { report: passed } = done(await sendUnbind(client, member, { kind: 'EMAIL' }));
    expect(passed, way).toMatchObject({ isPassed: true, conditions: [{}, { kind: 'NO_CHECK_METHOD', isMet: true, usedBy: [] }, {}] });
    expect((await set(client, member.token, 'setRemoteLoginProtection', { isOn: true })).userErrors).toEqual([]);
    expect((await readReport(client, member)).conditions[1], way).toMatchObject({ kind: 'NO_CHECK_METHOD', isMet: false, usedBy: ['REMOTE_LOGIN_PROTECTION'] });
    // Also what was passed before is looked at once more.
    for (const reportId of [undefined, passed.id]) {
      const { account, report, userErrors } = payloadOf(await sendUnbind(client, member, { kind: 'EMAIL', reportId }));
      expect([account, report.id, report.isPassed], way).toEqual([null, null, false]);
      expect(unmetOf(userErrors)).toEqual(['NO_CHECK_METHOD']);
    }
    expect(await kindsOf(client, member)).toEqual(['EMAIL', 'WECHAT']);

    await leave(member);
    const { report } = done(await sendUnbind(client, member, { kind: 'EMAIL' }));
    expect(done(await sendUnbind(client, member, { kind: 'EMAIL', reportId: report.id })).account.loginMethods, way).toMatchObject([{ kind: 'WECHAT' }]);
    expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
  }
});

test('a condition that was met when the report was made and is no more refuses the confirmation', async () => {
  const member = await withOthers(['WECHAT']);
  const { report } = done(await sendUnbind(client, member, { kind: 'EMAIL' }));
  done(await sendUnbind(client, member, { kind: 'WECHAT' }));
  const { userErrors } = payloadOf(await sendUnbind(client, member, { kind: 'EMAIL', reportId: report.id }));
  expect(unmetOf(userErrors)).toEqual(['OTHER_LOGIN_METHOD']);
  expect(await kindsOf(client, member)).toEqual(['EMAIL']);
});

test('TX-ACC-084 in part the report says which other methods there are, and which protections check by the identity', async () => {
  const member = await withOthers(['WECHAT', 'QQ']);
  expect((await readReport(client, member)).conditions).toEqual([
    { kind: 'OTHER_LOGIN_METHOD', isMet: true, otherMethods: [{ kind: 'WECHAT', label: expect.stringContaining('*') }, { kind: 'QQ', label: expect.stringContaining('*') }], usedBy: [] },
    { kind: 'NO_CHECK_METHOD', isMet: true, otherMethods: [], usedBy: [] },
    { kind: 'SECURITY_PHONE', isMet: true, otherMethods: [], usedBy: [] },
  ]);
});

test('an e-mail address that a protection checks by stays until the protection is switched off', async () => {
  // The preset checks by MFA and SMS alone; a policy of its own may check by e-mail.
  const directory = mkdtempSync(join(tmpdir(), 'hufu-policy-'));
  const file = join(directory, 'own.yaml');
  writeFileSync(file, `name: own\nextends: ${join(projectRoot, 'policies/tencent.yaml')}\nsecurity:\n  loginProtection:\n    methods: [MFA, SMS, EMAIL]\n  operationProtection:\n    methods: [MFA, SMS, EMAIL]\n`);
  const graph = await startGraph({ POLICY: file });
  try {
    const own = createClient(graph);
    const member = await withOthers(['WECHAT'], own);
    const { report: passed } = done(await sendUnbind(own, member, { kind: 'EMAIL' }));
    expect((await setProtection(own, member.token, 'setLoginProtection', ['EMAIL'])).userErrors).toEqual([]);
    await own.advance('PT1M');
    await stepUp(own, member, 'SET_OPERATION_PROTECTION');
    expect((await setProtection(own, member.token, 'setOperationProtection', ['EMAIL'])).userErrors).toEqual([]);
    const conditionOf = async () => (await readReport(own, member)).conditions[1];
    expect(await conditionOf()).toMatchObject({ kind: 'NO_CHECK_METHOD', isMet: false, usedBy: ['LOGIN_PROTECTION', 'OPERATION_PROTECTION'] });

    await own.advance('PT1M');
    await stepUp(own, member, 'UNBIND_LOGIN_METHOD');
    // Also what was passed before is looked at once more.
    for (const reportId of [undefined, passed.id]) {
      const { report, userErrors } = payloadOf(await sendUnbind(own, member, { kind: 'EMAIL', reportId }));
      expect(report).toMatchObject({ id: null, isPassed: false });
      expect(unmetOf(userErrors)).toEqual(['NO_CHECK_METHOD']);
    }
    expect(await kindsOf(own, member)).toEqual(['EMAIL', 'WECHAT']);
    for (const protection of ['setLoginProtection', 'setOperationProtection'] as const) {
      expect((await setProtection(own, member.token, protection, [])).userErrors).toEqual([]);
      await own.advance('PT1M');
      await stepUp(own, member, 'UNBIND_LOGIN_METHOD');
    }
    expect(await conditionOf()).toMatchObject({ isMet: true, usedBy: [] });
    const { report } = done(await sendUnbind(own, member, { kind: 'EMAIL' }));
    expect(done(await sendUnbind(own, member, { kind: 'EMAIL', reportId: report.id })).account.loginMethods).toMatchObject([{ kind: 'WECHAT' }]);
  } finally {
    await graph.stop();
    rmSync(directory, { recursive: true });
  }
});

test('TX-ACC-077 of fifty requests at once that unbind all there is, one method stays', async () => {
  for (let round = 0; round < 3; round += 1) {
    const member = await withOthers(['WECHAT', 'QQ']);
    const { report } = done(await sendUnbind(client, member, { kind: 'EMAIL' }));
    const inputs = [{ kind: 'EMAIL', reportId: report.id }, { kind: 'WECHAT' }, { kind: 'QQ' }];
    const answers = await fifty((index) => sendUnbind(client, member, inputs[index % 3]!));
    expect(await kindsOf(client, member)).toHaveLength(1);
    expect(answers.filter((answer) => payloadOf(answer).account)).toHaveLength(2);
  }
});

test('TX-ACC-081 who has nothing to be checked by is sent to customer service', async () => {
  // An account that comes from elsewhere, with neither phone nor e-mail address.
  const [wecom, other] = [newPerson('WECOM'), newPerson('QQ')];
  await importAccount(sharedGraph, { kind: 'CLOUD', identities: [{ kind: 'WECOM', subject: `${wecom.corp}/${wecom.as}` }, { kind: 'QQ', subject: other.as }] });
  const { session } = await signInScanned(client, 'WECOM', wecom);
  expect((await sendUnbind(client, session, { kind: 'QQ' })).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  const { userErrors } = (await startChallenge(client, session.token, 'UNBIND_LOGIN_METHOD')).data.startChallenge;
  expect(userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_BOUND', message: expect.stringContaining('customer service') }]);
  expect(await kindsOf(client, session)).toHaveLength(2);
});
