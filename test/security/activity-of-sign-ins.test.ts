import { beforeAll, describe, expect, test } from 'vitest';
import { answer, bindApp, generateCodes, independentTotp as totp, readSecurity, receiveChallengeCode, setProtection, stepUpByMfa, toNextStep, unbind } from '../rules/security/steps.ts';
import { readActivity, type Entry } from '../support/activity.ts';
import { createClient, type Client } from '../support/client.ts';
import { graphOf, type SharedGraph } from '../support/graph-of.ts';
import { importAccount } from '../support/import.ts';
import { register, sendSignIn, signIn, stepUp, type Member } from '../support/journeys.ts';
import { bindScanned, newPerson, signInScanned } from '../support/login-methods.ts';
import { answerByPasskey, bindPasskey, newAuthenticator, stepUpByPasskey } from '../support/passkeys.ts';
import { newPassword, newPhone } from '../support/people.ts';
import { activate, signInAs } from '../support/registering.ts';
import { answerByScan, startScan } from '../support/scans.ts';
import { bySms, signInWith } from '../support/signing-in.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

/** What the owner of an account reads of sign-ins: how each was done, and how one was tried. */

const client = sharedClient();

const entriesOf = async (from: Client, token: string, ...kinds: string[]): Promise<Entry[]> => (await readActivity(from, token, { filter: { kinds } })).nodes;
const waysOf = async (from: Client, token: string) => (await entriesOf(from, token, 'SIGNED_IN')).map(({ method, checkedBy }) => [method, checkedBy]);

describe('a sign-in is listed with what it was done by', () => {
  test('a registration, a password and a third party', async () => {
    const [member, deed] = [await register(client), newPerson('QQ')];
    await bindScanned(client, member, 'QQ', deed);
    await signIn(client, member);
    await signInScanned(client, 'QQ', deed);
    expect(await waysOf(client, member.token)).toEqual([['QQ', null], ['PASSWORD', null], [null, null]]);
  });

  test('a code on the phone, and an app’s scan', async () => {
    const graph: SharedGraph = await graphOf('baidu');
    const baidu = createClient(graph);
    const [phone, password] = [newPhone(), newPassword()];
    await importAccount(graph, { phone, password });
    const { token } = await signInAs(baidu, { accountKind: 'PASSPORT', account: phone, password });
    await activate(baidu, token);
    await signInWith(baidu, { ...(await bySms(baidu, phone)), accountKind: 'PASSPORT' });
    const { ticket, url } = await startScan(baidu, { kind: 'APP' });
    await baidu.send('mutation($input: ConfirmScanInput!) { confirmScan(input: $input) { userErrors { code } } }', { input: { ticket: new URL(url).hash.slice(1), app: 'baidu-app', confirm: true } }, { token });
    await signInWith(baidu, { method: 'APP_SCAN', ticket, accountKind: 'PASSPORT' });
    expect(await waysOf(baidu, token)).toEqual([['APP_SCAN', null], ['SMS', null], ['PASSWORD', null]]);
  });
});

describe('after the right password, the check is listed: by what it was passed, and each wrong answer', () => {
  const authenticator = newAuthenticator(sharedGraph);
  let member: Member;
  let secret: string;
  let codes: string[];
  beforeAll(async () => {
    member = await register(client);
    await bindPasskey(client, member, authenticator);
    await stepUpByPasskey(client, member, 'BIND_MFA', authenticator);
    ({ secret } = await bindApp(client, member, ['LOGIN_PROTECTION']));
    await stepUpByPasskey(client, member, 'GENERATE_RECOVERY_CODES', authenticator);
    codes = await generateCodes(client, member.token);
  });

  /** What has been listed since. */
  const since = async (done: () => Promise<unknown>): Promise<Entry[]> => {
    const seen = new Set((await entriesOf(client, member.token, 'SIGNED_IN', 'CHALLENGE_FAILED')).map(({ id }) => id));
    await done();
    return (await entriesOf(client, member.token, 'SIGNED_IN', 'CHALLENGE_FAILED')).filter(({ id }) => !seen.has(id));
  };

  const answers: Record<string, { wrong: (id: string) => Promise<unknown>; right: (id: string) => Promise<unknown> }> = {
    MFA: { wrong: (id) => answer(client, id, 'MFA', '000000'), right: async (id) => answer(client, id, 'MFA', totp(secret, await toNextStep(client))) },
    PASSKEY: { wrong: (id) => answerByPasskey(client, id, newAuthenticator(sharedGraph)), right: (id) => answerByPasskey(client, id, authenticator) },
    RECOVERY_CODE: { wrong: (id) => answer(client, id, 'RECOVERY_CODE', 'ABCD-EFGH-JKMN-PQRS'), right: (id) => answer(client, id, 'RECOVERY_CODE', codes[0]!) },
  };

  test.for(Object.keys(answers))('%s', async (method) => {
    const { id } = (await sendSignIn(client, member.email, member.password)).data.signIn.challenge;
    const from = { sessionId: null, device: 'node', address: expect.stringMatching(/^198\..*\.\*$/) };
    expect(await since(() => answers[method]!.wrong(id))).toMatchObject([{ kind: 'CHALLENGE_FAILED', outcome: 'FAILED', method, operation: null, times: 1, ...from }]);
    expect(await since(() => answers[method]!.right(id))).toMatchObject([{ kind: 'SIGNED_IN', outcome: 'SUCCEEDED', method: 'PASSWORD', checkedBy: method }]);
  });

  test('a copied passkey, whose count goes back: refused and listed; it stays bound, and its holder can go on', async () => {
    const { id } = (await sendSignIn(client, member.email, member.password)).data.signIn.challenge;
    const told = async () => (await client.messages(member.email)).filter(({ subject }) => subject === 'A passkey may have been copied').length;
    const before = await told();
    expect(await since(() => answerByPasskey(client, id, authenticator, undefined, { counter: 1 }))).toMatchObject([{ kind: 'CHALLENGE_FAILED', method: 'PASSKEY' }]);
    await client.advance('PT0S');
    expect(await told()).toBe(before + 1);
    const { data } = await client.send('{ viewer { security { passkeys { id } } } }', {}, { token: member.token });
    expect(data.viewer.security.passkeys).toHaveLength(1);
    expect((await answerByPasskey(client, id, authenticator, undefined, { counter: 1000 })).session).not.toBeNull();
  });

  test.for(['SMS', 'WECHAT'] as const)('%s', async (method) => {
    const [other, wechat] = [await register(client), newPerson('WECHAT')];
    await bindScanned(client, other, 'WECHAT', wechat);
    await stepUp(client, other, 'SET_LOGIN_PROTECTION');
    expect((await setProtection(client, other.token, 'setLoginProtection', [method])).userErrors).toEqual([]);
    const { id } = (await sendSignIn(client, other.email, other.password)).data.signIn.challenge;
    if (method === 'SMS') {
      await answer(client, id, 'SMS', '000000');
      await answer(client, id, 'SMS', await receiveChallengeCode(client, id, 'SMS', other.phone));
    } else {
      await answerByScan(client, id, newPerson('WECHAT'));
      await answerByScan(client, id, wechat);
    }
    expect(await entriesOf(client, other.token, 'CHALLENGE_FAILED')).toMatchObject([{ method, outcome: 'FAILED' }]);
    expect((await waysOf(client, other.token))[0]).toEqual(['PASSWORD', method]);
  });

  test('a wrong code of a device that is to be unbound is listed too', async () => {
    await stepUpByMfa(client, member, totp(secret, await toNextStep(client)));
    const [device] = (await readSecurity(client, member.token)).mfaDevices;
    expect(await since(() => unbind(client, member.token, device.id, '000000'))).toMatchObject([{ kind: 'CHALLENGE_FAILED', outcome: 'FAILED', method: 'MFA', operation: 'UNBIND_MFA' }]);
    expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
  });
});
