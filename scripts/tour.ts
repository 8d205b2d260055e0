/**
 * Walks one invented account through its whole life against the running system (`npm start`), as a person at a page would:
 * only by the public API, reading mails, messages and the camera at the sandbox.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { TOTP } from 'otpauth';
import { readOperations } from '../gateway/operations.ts';
import { newEmail, newIdNumber, newPassword, newPhone } from '../test/support/people.ts';

const gatewayUrl = process.env['GATEWAY_URL'] ?? 'http://localhost:4000/graphql';
const sandboxUrl = process.env['SANDBOX_URL'] ?? 'http://localhost:4010';
const operations = new Map(readOperations().map(({ name, document }) => [name, document]));

// The shape of an answer is known where it is read.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

let token: string | undefined;
let steps = 0;

const chapter = (title: string): void => console.log(`\n\u001b[1m${title}\u001b[0m`);
const say = (line: string): void => console.log(`  ${String((steps += 1)).padStart(2)}  ${line}`);
const stop = (problem: string): never => {
  console.error(`\nThe tour cannot go on: ${problem}`);
  process.exit(1);
};

const reach = async (url: string, init?: RequestInit): Promise<Response> =>
  fetch(url, init).catch(() => stop(`${new URL(url).origin} does not answer. Start the system first, in another terminal: npm start`));

/** Runs one of the ready-made operations and gives its whole answer. */
const run = async (name: string, input?: Record<string, unknown>): Promise<Data> => {
  const response = await reach(gatewayUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query: operations.get(name), variables: input ? { input } : {} }),
  });
  return response.json();
};

/** Runs an operation that has to work, and gives its payload. */
const perform = async (name: string, input?: Record<string, unknown>): Promise<Data> => {
  const { data, errors } = await run(name, input);
  if (errors) return stop(`${name}: ${errors[0].message}`);
  const payload = Object.values(data as object)[0];
  if (payload?.userErrors?.length) return stop(`${name}: ${payload.userErrors[0].message}`);
  return payload;
};

/** Runs an operation that has to be refused, and gives the refusal. */
const meetRefusal = async (name: string, input: Record<string, unknown>): Promise<Data> => {
  const { data, errors } = await run(name, input);
  return errors?.[0] ?? (Object.values(data as object)[0]).userErrors[0] ?? stop(`${name} should have been refused.`);
};

const atSandbox = async (method: string, path: string, body?: unknown): Promise<Data> => {
  const response = await reach(`${sandboxUrl}${path}`, body === undefined ? { method } : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) return stop(`${method} ${path} at the sandbox: ${await response.text()}`);
  return response.json();
};

const messagesTo = (to: string): Promise<Data[]> => atSandbox('GET', `/messages?to=${encodeURIComponent(to)}`);
const now = async (): Promise<number> => Date.parse((await atSandbox('GET', '/clock')).now);

/** Does something that sends a code, and reads the code where it arrives. */
const codeSentTo = async (to: string, send: () => Promise<unknown>): Promise<string> => {
  const before = (await messagesTo(to)).length;
  await send();
  for (let tries = 0; tries < 100; tries += 1) {
    const messages = await messagesTo(to);
    if (messages.length > before && messages[0].code) return messages[0].code;
    await pause(100);
  }
  return stop(`no code came to ${to}`);
};

const email = newEmail();
const phone = newPhone();
let password = newPassword();

/** Answers a step-up, and goes on with the token that it gives. */
const prove = async (answer: Record<string, string>): Promise<string> => {
  const { session, steppedUpUntil } = await perform('answer-challenge', answer);
  token = session.token;
  return steppedUpUntil;
};

const stepUp = async (operation: string): Promise<string> => {
  let challengeId = '';
  const code = await codeSentTo(phone, async () => ({ challenge: { id: challengeId } } = await perform('start-challenge', { operation, method: 'SMS' })));
  return prove({ challengeId, method: 'SMS', code });
};

chapter('Somebody becomes an account holder');
const { name: policy, account: limits } = (await perform('policy'));
say(`The policy is "${policy}": a password of ${limits.password.minLength} to ${limits.password.maxLength} characters, one phone for at most ${limits.registration.accountsPerPhone} accounts.`);
const emailCode = await codeSentTo(email, () => perform('send-code', { purpose: 'REGISTER', to: email }));
say(`sendCode to ${email}: the code ${emailCode} arrived by mail.`);
const phoneCode = await codeSentTo(phone, () => perform('send-code', { purpose: 'REGISTER', to: phone }));
say(`sendCode to ${phone}: the code ${phoneCode} arrived by SMS.`);
const agreements = limits.registration.agreements.map(({ id, version }: Data) => ({ id, version }));
const registered = await perform('register-account', { email, emailCode, phone, phoneCode, password, agreements });
token = registered.session.token;
say(`registerAccount: account ${registered.account.id} is ${registered.account.status}, and signed in.`);
await atSandbox('POST', '/clock', { advance: 'PT1M' });
await perform('send-code', { purpose: 'REGISTER', to: email });
await atSandbox('POST', '/clock', { advance: 'PT0S' });
say(`sendCode to the same address once more gives the same answer; its owner is told by mail: "${(await messagesTo(email))[0].subject}"`);

chapter('The account is protected');
const asked = await meetRefusal('start-mfa-binding', {});
say(`startMfaBinding is refused: ${asked.extensions.code}, by ${asked.extensions.methods.join(' or ')}.`);
say(`startChallenge, answerChallenge: proved by SMS, until ${await stepUp('BIND_MFA')}.`);
const binding = await perform('start-mfa-binding', {});
const app = new TOTP({ secret: binding.secret });
const codeOfApp = async (): Promise<string> => app.generate({ timestamp: await now() });
await perform('confirm-mfa-binding', { bindingId: binding.bindingId, codes: [await codeOfApp()], scopes: ['LOGIN_PROTECTION'] });
say(`startMfaBinding, confirmMfaBinding: an authenticator app is bound, and asked for at sign-in. What was proved before ends with it: once more it is ${(await meetRefusal('start-mfa-binding', {})).extensions.code}.`);
await perform('sign-out');
token = undefined;
const wrong = await meetRefusal('sign-in', { account: email, password: `${password}!` });
say(`signIn with a wrong password: ${wrong.code}, "${wrong.message}"`);
const { challenge } = await perform('sign-in', { account: email, password });
say(`signOut, signIn: no session yet, but a challenge by ${challenge.methods.join(' or ')}.`);
await atSandbox('POST', '/clock', { advance: 'PT30S' });
const used = await codeOfApp();
token = (await perform('answer-challenge', { challengeId: challenge.id, method: 'MFA', code: used })).session.token;
say(`answerChallenge with ${used}: signed in.`);
const firstProof = (await perform('start-challenge', { operation: 'SET_OPERATION_PROTECTION' })).challenge;
const reused = await meetRefusal('answer-challenge', { challengeId: firstProof.id, method: 'MFA', code: used });
say(`startChallenge, and the code ${used} a second time: ${reused.code}.`);
await atSandbox('POST', '/clock', { advance: 'PT30S' });
const steppedUpUntil = await prove({ challengeId: firstProof.id, method: 'MFA', code: await codeOfApp() });
await perform('set-operation-protection', { methods: ['MFA'] });
say(`answerChallenge, setOperationProtection: in force from the next sign-in on; the proof holds until ${steppedUpUntil}.`);
await atSandbox('POST', '/clock', { advance: 'PT31M' });
const newerPassword = `${newPassword()}${randomInt(10)}`;
const sensitive = await meetRefusal('change-password', { currentPassword: password, newPassword: newerPassword });
say(`31 minutes later changePassword: ${sensitive.extensions.code}, by ${sensitive.extensions.methods.join(' or ')}.`);
await prove({ challengeId: (await perform('start-challenge', { operation: 'CHANGE_PASSWORD' })).challenge.id, method: 'MFA', code: await codeOfApp() });
await perform('change-password', { currentPassword: password, newPassword: newerPassword });
password = newerPassword;
say(`answerChallenge, changePassword: changed. What was proved before ends with the old password: once more it is ${(await meetRefusal('change-password', { currentPassword: password, newPassword: newPassword() })).extensions.code}.`);
await atSandbox('POST', '/clock', { advance: 'PT30S' });

chapter('The account gets a second way in');
const bindingProof = (await perform('start-challenge', { operation: 'BIND_LOGIN_METHOD' })).challenge;
await prove({ challengeId: bindingProof.id, method: 'MFA', code: await codeOfApp() });
/** Opens the provider's page and approves there, as the sandbox's page does; gives what the browser comes back with. */
const approveAt = async (url: string): Promise<string> => {
  const { redirectTo } = await atSandbox('POST', '/authorise', { url, as: `wechat-${registered.account.id}`, approve: true });
  return new URL(redirectTo).searchParams.get('code') ?? stop('WeChat sent no code back');
};
const toBind = await perform('start-scan', { kind: 'WECHAT', purpose: 'BIND' });
say(`startScan: WeChat shows its page at ${toBind.url.slice(0, 60)}…`);
await perform('bind-login-method', { kind: 'WECHAT', ticket: toBind.ticket, authorisationCode: await approveAt(toBind.url) });
const { loginMethodOptions } = await perform('login-methods');
const bound = loginMethodOptions.filter(({ method }: Data) => method);
say(`Approved there, bindLoginMethod: the account has ${bound.map(({ kind, method }: Data) => `${kind} (${method.label})`).join(' and ')}.`);
await perform('sign-out');
token = undefined;
const toSignIn = await perform('start-scan', { kind: 'WECHAT' });
const byWechat = await perform('sign-in', { method: 'THIRD_PARTY', ticket: toSignIn.ticket, authorisationCode: await approveAt(toSignIn.url) });
say(`signOut, startScan, signIn by WeChat: login protection asks as before, by ${byWechat.challenge.methods.join(' or ')}.`);
await atSandbox('POST', '/clock', { advance: 'PT30S' });
token = (await perform('answer-challenge', { challengeId: byWechat.challenge.id, method: 'MFA', code: await codeOfApp() })).session.token;

chapter('The password is forgotten');
await perform('request-password-reset', { account: email });
await atSandbox('POST', '/clock', { advance: 'PT0S' });
const link = (await messagesTo(email))[0].links[0];
say(`requestPasswordReset: a mail with the link ${link.slice(0, 50)}…`);
const forgotten = { token: new URL(link).searchParams.get('token'), newPassword: `${newPassword()}${randomInt(10, 100)}` };
const owner = (await perform('reset-password', forgotten)).challenge;
say(`resetPassword: nothing is changed yet; the owner is asked by ${owner.methods.join(' or ')}.`);
await atSandbox('POST', '/clock', { advance: 'PT30S' });
await perform('answer-challenge', { challengeId: owner.id, method: 'MFA', code: await codeOfApp() });
const { isReset } = await perform('reset-password', { ...forgotten, challengeId: owner.id });
password = forgotten.newPassword;
say(`answerChallenge, resetPassword again: ${isReset ? 'the new password is in force' : 'refused'}; the session is ${(await run('me')).errors[0].extensions.code}.`);
token = undefined;
const back = (await perform('sign-in', { account: email, password })).challenge;
await atSandbox('POST', '/clock', { advance: 'PT30S' });
token = (await perform('answer-challenge', { challengeId: back.id, method: 'MFA', code: await codeOfApp() })).session.token;
const { notices } = await perform('notices');
say(`The account's own list has it too: ${notices.nodes.slice(0, 3).map(({ title }: Data) => `"${title}"`).join(', ')}.`);

chapter('The holder is verified');
const idNumber = newIdNumber();
const invalid = idNumber.slice(0, 17) + (idNumber.endsWith('1') ? '2' : '1');
const { consent } = ((await perform('policy'))).verification.personal;
const person = { name: '张三', consent: { id: consent.id, version: consent.version } };
say(`startPersonalVerification with a wrong check digit: ${(await meetRefusal('start-personal-verification', { ...person, idNumber: invalid })).code}.`);
const { verification } = await perform('start-personal-verification', { ...person, idNumber });
say(`With a valid one: ${verification.state}; the camera is at ${verification.faceCheck.url}`);
await atSandbox('POST', '/face', { ticket: verification.faceCheck.ticket, outcome: 'PASS' });
const { realName } = await perform('real-name');
say(`The camera is content: ${realName.status}, ${realName.name}, ${realName.documentNumber}.`);

chapter('One query, four stores');
const { data: me } = await run('me');
console.log(JSON.stringify(me, null, 2).replace(/^/gm, '      '));

chapter('The account is closed');
await atSandbox('PUT', `/cloud/${registered.account.id}`, {
  orders: [{ id: 'order-1', name: 'a server that is not paid yet', status: 'UNPAID' }],
  coupons: [{ id: 'coupon-1', name: 'a voucher', kind: 'VOUCHER', amount: '50.00' }],
});
await atSandbox('POST', '/clock', { advance: 'PT30S' });
const closingProof = (await perform('start-challenge', { operation: 'START_DEREGISTRATION' })).challenge;
await prove({ challengeId: closingProof.id, method: 'MFA', code: await codeOfApp() });
const closing = ((await perform('policy'))).deregistration;
const { deregistration } = await perform('start-deregistration', { agreements: closing.agreements.map(({ id, version }: Data) => ({ id, version })), reasons: ['NO_LONGER_USED'] });

const closureAt = async (state: string): Promise<Data> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const { deregistration: closure } = await perform('deregistration');
    if (closure.state === state) return closure;
    await pause(100);
  }
  return stop(`the closure did not become ${state}`);
};
const sayBlockers = ({ blockers }: Data): string => blockers.map(({ items, mayGiveUp }: Data) => `${items.join(', ')}${mayGiveUp ? ' (may be given up)' : ''}`).join('; ');
say(`startDeregistration: ${deregistration.state}, ${deregistration.progress} % of the checks done.`);
say(`Found: ${sayBlockers(await closureAt('BLOCKED'))}.`);
await atSandbox('PUT', `/cloud/${registered.account.id}`, { coupons: [{ id: 'coupon-1', name: 'a voucher', kind: 'VOUCHER', amount: '50.00' }] });
await perform('recheck-deregistration', { deregistrationId: deregistration.id });
say(`The order is settled; recheckDeregistration finds: ${sayBlockers(await closureAt('BLOCKED'))}.`);
await perform('give-up-resource', { deregistrationId: deregistration.id, kind: 'COUPONS' });
const { identityCheck } = await closureAt('IDENTITY');
say(`giveUpResource: nothing is in the way; the verified person has to look into the camera at ${identityCheck.url}`);
await atSandbox('POST', '/face', { ticket: identityCheck.url.split('/').at(-1), outcome: 'PASS' });
const closed = await perform('confirm-deregistration', { deregistrationId: deregistration.id });
say(`confirmDeregistration: ${closed.deregistration.state}.`);
await atSandbox('POST', '/clock', { advance: 'PT0S' });
const [last] = await messagesTo(email);
say(`The last mail: "${last.subject}"`);
say(`The session is dead: ${(await run('me')).errors[0].extensions.code}.`);
token = undefined;
say(`Signing in: ${(await meetRefusal('sign-in', { account: email, password })).code}.`);
const anew = await codeSentTo(email, () => perform('send-code', { purpose: 'REGISTER', to: email }));
say(`The address can register anew: the code ${anew} arrived.`);
console.log('\nThat was one account’s whole life.');
