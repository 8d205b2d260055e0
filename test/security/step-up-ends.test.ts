import { beforeAll, describe, expect, test } from 'vitest';
import { bindApp, confirmBindingInCheck, generateCodes, independentTotp as totp, isSignedIn, openStepUp, readSecurity, receiveChallengeCode, sendProtection, sendStartBinding, setProtection, startBindingInCheck, stepUpByMfa, toNextStep, unbind } from '../rules/security/steps.ts';
import { register as registerAtBaidu, signIn as signInAtBaidu, twoCodes } from '../rules/security/baidu-steps.ts';
import { createClient, type Client } from '../support/client.ts';
import { graphOf } from '../support/graph-of.ts';
import { bindMfa, register, signIn, stepUp, type Member } from '../support/journeys.ts';
import { bindPasskey, newAuthenticator, stepUpByPasskey, unbindPasskey } from '../support/passkeys.ts';
import { changePassword } from '../support/passwords.ts';
import { newPassword } from '../support/people.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

/** Security check 68: what was proved is good for a while, and not after the account's authenticators have changed. */

const client = sharedClient();

const provedUntil = async ({ token }: Pick<Member, 'token'>, from = client): Promise<string | null> => (await readSecurity(from, token)).steppedUpUntil;

type Change = (member: Member) => Promise<unknown>;

/** What is done to an account, and gives what is done then, when every session of it has a proof. */
const changes: Record<string, (member: Member) => Promise<Change> | Change> = {
  'a device is bound': () => (member) => bindApp(client, member),
  'a device takes the place of another': async (member) => {
    const { secret } = await bindMfa(client, member);
    return async () => {
      expect((await stepUpByMfa(client, member, totp(secret, await toNextStep(client)))).userErrors).toEqual([]);
      return bindApp(client, member);
    };
  },
  'a device is unbound': async (member) => {
    const { secret, deviceId } = await bindMfa(client, member);
    return async () => expect((await unbind(client, member.token, deviceId, totp(secret, await toNextStep(client)))).userErrors).toEqual([]);
  },
  'a passkey is bound': () => (member) => bindPasskey(client, member, newAuthenticator(sharedGraph)),
  'a passkey is unbound': async (member) => {
    const authenticator = newAuthenticator(sharedGraph);
    const { id } = await bindPasskey(client, member, authenticator);
    return async () => {
      await stepUpByPasskey(client, member, 'UNBIND_PASSKEY', authenticator);
      expect((await unbindPasskey(client, member.token, id)).userErrors).toEqual([]);
    };
  },
  'recovery codes are made': async (member) => {
    const { secret } = await bindMfa(client, member);
    return async () => {
      expect((await stepUpByMfa(client, member, totp(secret, await toNextStep(client)))).userErrors).toEqual([]);
      return generateCodes(client, member.token);
    };
  },
};

describe('68: a proof ends', () => {
  test.for(Object.keys(changes))('when %s: in every session of the account, which goes on; not one of fifty requests at once gets through with it', async (name) => {
    const member = await register(client);
    const change = await changes[name]!(member);
    const elsewhere = { token: await signIn(client, member), phone: member.phone };
    for (const session of [elsewhere, member]) await stepUp(client, session, 'BIND_MFA');
    expect([await provedUntil(member), await provedUntil(elsewhere)]).not.toContain(null);
    await change(member);
    for (const session of [member, elsewhere]) {
      expect(await isSignedIn(client, session.token)).toBe(true);
      expect(await provedUntil(session)).toBeNull();
    }
    const tried = await Promise.all(Array.from({ length: 50 }, (_, index) => sendProtection(client, (index % 2 ? member : elsewhere).token, 'setLoginProtection', ['SMS'])));
    expect(new Set(tried.map(({ errors }) => errors[0]?.extensions.code))).toEqual(new Set(['STEP_UP_REQUIRED']));
    expect((await readSecurity(client, member.token)).loginProtection.methods).toEqual([]);
    await stepUp(client, member, 'SET_LOGIN_PROTECTION');
    expect((await setProtection(client, member.token, 'setLoginProtection', ['SMS'])).userErrors).toEqual([]);
  });

  test('with the password, in the session that goes on, and with the session that signs out', async () => {
    const member = await register(client);
    await stepUp(client, member, 'CHANGE_PASSWORD');
    const fresh = newPassword();
    expect((await changePassword(client, member.token, member.password, fresh)).userErrors).toEqual([]);
    expect([await isSignedIn(client, member.token), await provedUntil(member)]).toEqual([true, null]);
    await stepUp(client, member, 'BIND_MFA');
    await client.send('mutation { signOut { signedOut } }', {}, { token: member.token });
    expect(await isSignedIn(client, member.token)).toBe(false);
    expect(await provedUntil({ token: await signIn(client, { ...member, password: fresh }) })).toBeNull();
  });

  test('a second after the time that the answer names, however much the session is used until then', async () => {
    const member = await register(client);
    const until = Date.parse(await stepUp(client, member, 'BIND_MFA'));
    const mayGoOn = async (): Promise<boolean> => (await sendStartBinding(client, member.token)).errors.length === 0;
    for (let minutes = 0; minutes < 25; minutes += 5) {
      await client.advance('PT5M');
      expect(await mayGoOn()).toBe(true);
    }
    await client.advance(`PT${Math.floor((until - (await client.now())) / 1000) - 20}S`);
    expect(await mayGoOn()).toBe(true);
    await client.advance(`PT${Math.ceil((until - (await client.now())) / 1000) + 1}S`);
    expect(await mayGoOn()).toBe(false);
  });
});

describe('68: what is proved by binding a device inside a check', () => {
  let baidu: Client;
  beforeAll(async () => {
    baidu = createClient(await graphOf('baidu'));
  });

  test('holds for the session that was asked, and what another session had proved ends', async () => {
    const member = await registerAtBaidu(baidu);
    await stepUp(baidu, member, 'SET_OPERATION_PROTECTION');
    await setProtection(baidu, member.token, 'setOperationProtection', ['MFA']);
    const { session } = await signInAtBaidu(baidu, { account: member.username, password: member.password, accountKind: 'CLOUD' });
    const elsewhere = { token: session.token as string, phone: member.phone };
    await stepUp(baidu, elsewhere, 'BIND_MFA');
    const { id } = await openStepUp(baidu, member.token, 'UNBIND_MFA');
    const code = await receiveChallengeCode(baidu, id, 'SMS', member.phone, member.token);
    const { bindingId, secret } = await startBindingInCheck(baidu, { challengeId: id, method: 'SMS', code }, member.token);
    const passed = await confirmBindingInCheck(baidu, { challengeId: id, bindingId, codes: await twoCodes(baidu, secret) }, member.token);
    expect(passed).toMatchObject({ isPassed: true, userErrors: [] });
    expect(await provedUntil({ token: passed.session.token }, baidu)).toBe(passed.steppedUpUntil);
    expect(await provedUntil(elsewhere, baidu)).toBeNull();
    expect((await sendStartBinding(baidu, passed.session.token)).errors).toEqual([]);
    expect((await sendStartBinding(baidu, elsewhere.token)).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  });
});
