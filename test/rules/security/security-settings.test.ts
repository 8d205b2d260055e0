import { expect, test } from 'vitest';
import { application, payloadOf, sendStart } from '../../support/closing.ts';
import { maskedEmail, maskedPhone } from '../../support/contacts.ts';
import { importAccount } from '../../support/import.ts';
import { register, signIn, startChallenge } from '../../support/journeys.ts';
import { newPerson, signInScanned } from '../../support/login-methods.ts';
import { bindPasskey, newAuthenticator, stepUpByPasskey } from '../../support/passkeys.ts';
import { newPhone } from '../../support/people.ts';
import { set } from '../../support/protections.ts';
import { registerAs } from '../../support/scans.ts';
import { sendAskForCode } from '../../support/security-contacts.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';
import { bindApp, generateCodes, isSignedIn, setLifetime, setProtection } from './steps.ts';

const client = sharedClient();
const authenticator = newAuthenticator(sharedGraph);

test('TX-SEC-012 TX-ACC-081 who has no usable way to be checked is sent to customer service, with its telephone numbers, and nothing is changed', async () => {
  // A WeChat would be a way to be checked; these are none.
  const [wecom, other] = [newPerson('WECOM'), newPerson('QQ')];
  await importAccount(sharedGraph, { kind: 'CLOUD', identities: [{ kind: 'WECOM', subject: `${wecom.corp}/${wecom.as}` }, { kind: 'QQ', subject: other.as }] });
  const { session } = await signInScanned(client, 'WECOM', wecom);
  const unbind = await client.send('mutation { unbindLoginMethod(input: { kind: QQ }) { userErrors { code } } }', {}, { token: session.token });
  expect(unbind.errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  for (const operation of ['CHANGE_SECURITY_PHONE', 'CHANGE_LOGIN_METHOD', 'UNBIND_LOGIN_METHOD']) {
    const { challenge, userErrors } = (await startChallenge(client, session.token, operation)).data.startChallenge;
    expect(challenge).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_BOUND', message: expect.stringMatching(/customer service.*4009100100, 95716/) }]);
  }
  expect((await sendAskForCode(client, session, 'Phone', newPhone())).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  const { data } = await client.send('{ policy { security { supportPhones } } viewer { loginMethods { kind } security { phone } } }', {}, { token: session.token });
  expect(data).toMatchObject({ policy: { security: { supportPhones: ['4009100100', '95716'] } }, viewer: { security: { phone: null } } });
  expect(data.viewer.loginMethods).toHaveLength(2);
});

test('TX-SEC-001 the security settings show MFA devices, passkeys, recovery codes, security phone and e-mail masked, password, the three protections, session times, the sign-out of all sessions and closure, each with its state', async () => {
  const member = await register(client);
  const query = `{
    viewer {
      password { setAt }
      security {
        phone email mfaDevices { kind name } passkeys { name } recoveryCodes { remaining }
        loginProtection { methods } operationProtection { methods } remoteLoginProtection { isOn }
        sessionLifetime { idle maximum } sessions { nodes { current } }
      }
      deregistration { state }
    }
    policy { security { sessionIdle sessionMaximum alwaysSensitive } }
  }`;
  const read = async (token: string) => {
    const { data, errors } = await client.send(query, {}, { token });
    expect(errors, JSON.stringify(errors)).toEqual([]);
    return data;
  };
  const contacts = { phone: maskedPhone(member.phone), email: maskedEmail(member.email) };
  expect(await read(member.token)).toEqual({
    viewer: {
      password: { setAt: expect.any(String) },
      security: {
        ...contacts, mfaDevices: [], passkeys: [], recoveryCodes: null,
        loginProtection: { methods: [] }, operationProtection: { methods: [] }, remoteLoginProtection: { isOn: false },
        sessionLifetime: { idle: 'PT2H', maximum: 'P2D' }, sessions: { nodes: [{ current: true }] },
      },
      deregistration: null,
    },
    policy: { security: { sessionIdle: 'PT2H', sessionMaximum: 'P2D', alwaysSensitive: expect.arrayContaining(['SIGN_OUT_ALL_SESSIONS', 'START_DEREGISTRATION']) } },
  });

  // Everything set up, and shown so.
  await signIn(client, member);
  await bindPasskey(client, member, authenticator);
  await stepUpByPasskey(client, member, 'BIND_MFA', authenticator);
  await bindApp(client, member);
  await stepUpByPasskey(client, member, 'GENERATE_RECOVERY_CODES', authenticator);
  await generateCodes(client, member.token);
  await stepUpByPasskey(client, member, 'SET_LOGIN_PROTECTION', authenticator);
  for (const protection of ['setLoginProtection', 'setOperationProtection'] as const) expect((await setProtection(client, member.token, protection, ['MFA'])).userErrors).toEqual([]);
  expect((await set(client, member.token, 'setRemoteLoginProtection', { isOn: true })).userErrors).toEqual([]);
  expect((await setLifetime(client, member.token, { idle: 'PT30M', maximum: 'PT10H' })).userErrors).toEqual([]);
  expect((await read(member.token)).viewer).toEqual({
    password: { setAt: expect.any(String) },
    security: {
      ...contacts, mfaDevices: [{ kind: 'VIRTUAL', name: expect.any(String) }], passkeys: [{ name: expect.any(String) }], recoveryCodes: { remaining: 10 },
      loginProtection: { methods: ['MFA'] }, operationProtection: { methods: ['MFA'] }, remoteLoginProtection: { isOn: true },
      sessionLifetime: { idle: 'PT30M', maximum: 'PT10H' }, sessions: { nodes: expect.arrayContaining([{ current: true }, { current: false }]) },
    },
    deregistration: null,
  });
  // Both buttons of the page, and what it shows afterwards.
  const { data } = await client.send('mutation { endOtherSessions { endedSessions } }', {}, { token: member.token });
  expect(data.endOtherSessions.endedSessions).toBe(1);
  await stepUpByPasskey(client, member, 'START_DEREGISTRATION', authenticator);
  expect(payloadOf(await sendStart(client, member, await application(client))).userErrors).toEqual([]);
  expect((await read(member.token)).viewer).toMatchObject({ security: { sessions: { nodes: [{ current: true }] } }, deregistration: { state: expect.stringMatching(/^(CHECKING|CONFIRMATION)$/) } });
  const everywhere = await client.send('mutation { signOutEverywhere { endedSessions } }', {}, { token: member.token });
  expect(everywhere.data.signOutEverywhere.endedSessions).toBe(1);
  expect(await isSignedIn(client, member.token)).toBe(false);

  // Without a login e-mail there is no password to show.
  const { token } = await registerAs(client, 'WECHAT', newPerson('WECHAT'));
  expect((await read(token)).viewer).toMatchObject({ password: null, security: { email: null } });
});
