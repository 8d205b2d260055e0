import { TOTP } from 'otpauth';
import { expect } from 'vitest';
import { patiently, type Answer, type Client } from './client.ts';
import { newEmail, newIdNumber, newName, newPassword, newPhone } from './people.ts';

/** What people do on the way to what a test is about; each step fails the test when it does not work. */

export interface Member {
  id: string;
  token: string;
  email: string;
  phone: string;
  password: string;
}

const only = (answer: Answer, field: string): Answer['data'] => {
  expect(answer.errors, JSON.stringify(answer.errors)).toEqual([]);
  expect(answer.data[field].userErrors).toEqual([]);
  return answer.data[field];
};

/** The agreements that the policy asks for, as consents. */
export const agreementsOf = async (client: Client): Promise<{ id: string; version: string }[]> => {
  const { data } = await client.send('{ policy { account { registration { agreements { id version } } } } }');
  return data.policy.account.registration.agreements;
};

export const sendCode = (client: Client, to: string): Promise<Answer> =>
  client.send('mutation($input: SendCodeInput!) { sendCode(input: $input) { resendAfter expiresAt userErrors { code path policy limit retryAfter } } }', { input: { purpose: 'REGISTER', to } });

/** Asks for a code and reads it from the mailbox or the phone. */
export const receiveCode = async (client: Client, to: string): Promise<string> => {
  const seen = await client.messages(to);
  only(await sendCode(client, to), 'sendCode');
  const code = await client.nextCode(to, seen);
  expect(code).toMatch(/^\d{6}$/);
  return code;
};

const registerDocument = `mutation($input: RegisterAccountInput!) {
  registerAccount(input: $input) {
    account { id appId nickname status registeredWith country }
    session { id token expiresAt }
    userErrors { code message path policy limit retryAfter }
  }
}`;

export const sendRegistration = (client: Client, input: Record<string, unknown>): Promise<Answer> => client.send(registerDocument, { input });

/** Everything a registration needs, with codes that arrived by mail and SMS. */
export const prepareRegistration = async (client: Client, given: { email?: string; phone?: string; password?: string } = {}) => {
  const { email = newEmail(), phone = newPhone(), password = newPassword() } = given;
  const [emailCode, phoneCode] = [await receiveCode(client, email), await receiveCode(client, phone)];
  return { email, emailCode, phone, phoneCode, password, agreements: await agreementsOf(client) };
};

export const register = async (client: Client, given: { email?: string; phone?: string; password?: string } = {}): Promise<Member> => {
  const input = await prepareRegistration(client, given);
  const { account, session } = only(await sendRegistration(client, input), 'registerAccount');
  return { id: account.id, token: session.token, email: input.email, phone: input.phone, password: input.password };
};

/** Signs in by a sign-in name and its password; who is asked for a captcha solves it. */
export const sendSignIn = async (client: Client, account: string, password: string): Promise<Answer> => {
  const send = (captcha?: string): Promise<Answer> =>
    patiently(() =>
      client.send(
        `mutation($input: SignInInput!) {
          signIn(input: $input) { session { id token expiresAt } challenge { id purpose methods expiresAt } userErrors { code message path policy limit retryAfter } }
        }`,
        { input: { account, password, captcha } },
      ),
    );
  const answer = await send();
  return answer.data?.signIn.userErrors[0]?.code === 'CAPTCHA_REQUIRED' ? send(await client.captcha()) : answer;
};

/** Signs in again, on an account without login protection, and gives the new session's token. */
export const signIn = async (client: Client, { email, password }: Member): Promise<string> => only(await sendSignIn(client, email, password), 'signIn').session.token;

export const startChallenge = (client: Client, token: string, operation: string, method?: string): Promise<Answer> =>
  client.send('mutation($input: StartChallengeInput!) { startChallenge(input: $input) { challenge { id purpose methods operation expiresAt } userErrors { code message path } } }', { input: { operation, ...(method ? { method } : {}) } }, { token });

/** Answers a challenge. A step-up renews the token of who answers: it goes on with the new one. */
export const answerChallenge = async (client: Client, challengeId: string, method: string, code: string, holder?: Pick<Member, 'token'>): Promise<Answer> => {
  const answer = await client.send(
    'mutation($input: AnswerChallengeInput!) { answerChallenge(input: $input) { session { id token } steppedUpUntil userErrors { code message path policy limit } } }',
    { input: { challengeId, method, code } },
    { token: holder?.token },
  );
  const { session = null, steppedUpUntil = null } = answer.data?.answerChallenge ?? {};
  if (holder && session && steppedUpUntil) holder.token = session.token;
  return answer;
};

/** Proves by SMS who is there, so that sensitive operations are allowed. The member goes on with the new token. */
export const stepUp = async (client: Client, member: Pick<Member, 'token' | 'phone'>, operation: string): Promise<string> => {
  const seen = await client.messages(member.phone);
  const { challenge } = only(await startChallenge(client, member.token, operation, 'SMS'), 'startChallenge');
  const code = await client.nextCode(member.phone, seen);
  return only(await answerChallenge(client, challenge.id, 'SMS', code, member), 'answerChallenge').steppedUpUntil;
};

/** The code that an authenticator app shows at that time of the system. */
export const totp = (secret: string, at: number): string => new TOTP({ secret, digits: 6, period: 30, algorithm: 'SHA1' }).generate({ timestamp: at });

/** Binds an authenticator app, and switches MFA on with it where that is wanted; steps up first, and no proof is left afterwards. The next code it can be used with is that of the following 30 seconds. */
export const bindMfa = async (client: Client, member: Member, scopes: ('LOGIN_PROTECTION' | 'OPERATION_PROTECTION')[] = []): Promise<{ deviceId: string; secret: string }> => {
  await stepUp(client, member, 'BIND_MFA');
  const started = only(
    await client.send('mutation { startMfaBinding(input: {}) { bindingId secret otpauthUri qrCode expiresAt userErrors { code } } }', {}, { token: member.token }),
    'startMfaBinding',
  );
  const confirmed = only(
    await client.send(
      'mutation($input: ConfirmMfaBindingInput!) { confirmMfaBinding(input: $input) { mfaDevice { id kind } userErrors { code } } }',
      { input: { bindingId: started.bindingId, codes: [totp(started.secret, await client.now())], scopes } },
      { token: member.token },
    ),
    'confirmMfaBinding',
  );
  return { deviceId: confirmed.mfaDevice.id, secret: started.secret };
};

export const sendVerification = (client: Client, token: string, input: Record<string, unknown>): Promise<Answer> =>
  client.send(
    `mutation($input: StartPersonalVerificationInput!) {
      startPersonalVerification(input: $input) { verification { id state method failure faceCheck { ticket url expiresAt } } userErrors { code message path policy limit } }
    }`,
    { input },
    { token },
  );

export const consentOf = async (client: Client): Promise<{ id: string; version: string }> => {
  const { data } = await client.send('{ policy { verification { personal { consent { id version } } } } }');
  return data.policy.verification.personal.consent;
};

/** Verifies the account holder as a person by face. */
export const verify = async (client: Client, member: Member, given: { name?: string; idNumber?: string } = {}): Promise<{ name: string; idNumber: string }> => {
  const { name = newName(), idNumber = newIdNumber() } = given;
  const { verification } = only(await sendVerification(client, member.token, { name, idNumber, consent: await consentOf(client) }), 'startPersonalVerification');
  if (verification.faceCheck) await client.camera(verification.faceCheck.ticket);
  const { data } = await client.send('{ viewer { realName { status } } }', {}, { token: member.token });
  expect(data.viewer.realName.status).toBe('VERIFIED');
  return { name, idNumber };
};
