import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditEntity } from '../../shared/audit.ts';
import { newId, newToken } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import { createAuthenticator, type Authenticator, type Behaviour } from '../../../test/support/software-authenticator.ts';
import { answerChallenge } from '../challenges/answer-challenge.ts';
import { startChallenge } from '../challenges/start-challenge.ts';
import type { Deps } from '../deps.ts';
import { eraseSecurity } from '../erasure/erase-security.ts';
import { beginSession } from '../sessions/begin-session.ts';
import { sessionEntity } from '../sessions/session.entity.ts';
import { confirmPasskeyBinding } from './confirm-passkey-binding.ts';
import { passkeyCeremonyEntity } from './passkey-ceremony.entity.ts';
import { insertPasskey } from './passkey-store.ts';
import { passkeyEntity } from './passkey.entity.ts';
import { startPasskeyAnswer } from './start-passkey-answer.ts';
import { startPasskeyBinding } from './start-passkey-binding.ts';
import { unbindPasskey } from './unbind-passkey.ts';

type World = Awaited<ReturnType<typeof openSecurityWorld>>;
type Holder = Awaited<ReturnType<World['openAccount']>>;

const origin = 'http://localhost:4000';
let world: World;
let deps: Deps;
beforeAll(async () => {
  world = await openSecurityWorld();
  ({ deps } = world);
});
afterAll(() => world.close());

const value = <T>(result: Result<T>): T => {
  expect(result).toMatchObject({ ok: true });
  return (result as { value: T }).value;
};
const refusalOf = (result: Result<unknown>): string | null => (result.ok ? null : result.refusals[0]!.code);

const confirm = ({ viewer }: Pick<Holder, 'viewer'>, bindingId: string, response: string, name: string | null = null) => confirmPasskeyBinding(deps, viewer, { bindingId, response, name });

const bind = async (holder: Pick<Holder, 'viewer'>, authenticator: Authenticator, behaviour: Partial<Behaviour> = {}) => {
  const { bindingId, options } = value(await startPasskeyBinding(deps, holder.viewer, {}));
  return confirm(holder, bindingId, authenticator.create(options, behaviour));
};

/** What is bound is added to, and taken from, after a proof by it alone. */
const proveByPasskey = ({ accountId }: Holder): Promise<unknown> =>
  world.store.transaction((transaction) => transaction.update(sessionEntity, { accountId }, { steppedUpBy: 'PASSKEY', steppedUpUntil: world.clock.now() + 600_000 }));

/** A holder with a passkey, and an open step-up that it can answer. */
const withPasskey = async (authenticator = createAuthenticator(origin)) => {
  const holder = await world.openAccount();
  const passkey = value(await bind(holder, authenticator));
  return { holder, authenticator, passkey };
};

const openChallenge = async ({ viewer }: Holder): Promise<string> => value(await startChallenge(deps, viewer, { operation: 'UNBIND_PASSKEY', productOperation: null, method: null, language: 'en' })).id;

const optionsFor = async ({ viewer }: Holder, challengeId: string): Promise<string> => value(await startPasskeyAnswer(deps, viewer, challengeId)).options;

const answer = ({ viewer }: Holder, challengeId: string, passkey: string | null) => answerChallenge(deps, viewer, { challengeId, method: 'PASSKEY', passkey });

const answerWith = async (holder: Holder, authenticator: Authenticator, behaviour: Partial<Behaviour> = {}) => {
  const challengeId = await openChallenge(holder);
  return answer(holder, challengeId, authenticator.get(await optionsFor(holder, challengeId), behaviour));
};

const wrongs: [string, Partial<Behaviour>][] = [
  ['another origin', { origin: 'http://localhost:4001' }],
  ['an origin that begins alike', { origin: 'http://localhost:4000.evil.example' }],
  ['another relying party', { rpId: 'evil.example' }],
  ['a page inside a foreign one', { crossOrigin: true }],
  ['a holder who was not verified', { isVerified: false }],
  ['a holder who was not there', { isPresent: false }],
  ['a challenge of its own', { challenge: 'A'.repeat(43) }],
];

test.for(wrongs)('WebAuthn L3 7.1: a passkey made with %s is not bound', async ([, behaviour]) => {
  const holder = await world.openAccount();
  expect(refusalOf(await bind(holder, createAuthenticator(origin), behaviour))).toBe('PASSKEY_NOT_VERIFIED');
  expect(await world.store.read.countBy(passkeyEntity, { accountId: holder.accountId })).toBe(0);
});

test.for([...wrongs, ['a forged signature', { forged: true }], ['the user handle of somebody else', { userHandle: 'b3RoZXI' }], ['another backup eligibility', { isSyncable: true }], ['what it was made with', { type: 'webauthn.create' }]] as [string, Partial<Behaviour>][])(
  'WebAuthn L3 7.2: an assertion with %s proves nothing',
  async ([, behaviour]) => {
    const { holder, authenticator } = await withPasskey();
    expect(refusalOf(await answerWith(holder, authenticator, behaviour))).toBe('PASSKEY_NOT_VERIFIED');
    expect(refusalOf(await answerWith(holder, authenticator))).toBeNull();
  },
);

test('a synced passkey, one that does not count and one whose browser leaves the user handle out prove as much', async () => {
  const holder = await world.openAccount();
  const [synced, silent] = [createAuthenticator(origin), createAuthenticator(origin, undefined, { counts: false })];
  expect(value(await bind(holder, synced, { isSyncable: true }))).toMatchObject({ isSyncable: true, isBackedUp: true, lastUsedAt: null });
  expect(refusalOf(await bind(holder, silent))).toBe('MFA_ALREADY_BOUND');
  await proveByPasskey(holder);
  expect(value(await bind(holder, silent))).toMatchObject({ isSyncable: false, isBackedUp: false });
  expect(refusalOf(await answerWith(holder, synced, { isSyncable: true, userHandle: null }))).toBeNull();
  for (let times = 0; times < 2; times += 1) expect(refusalOf(await answerWith(holder, silent))).toBeNull();
});

test('an attestation that nobody asked for is left out, whatever its certificates say', async () => {
  const holder = await world.openAccount();
  const statement = new Map<string, unknown>([['alg', -7], ['sig', new Uint8Array(8)], ['x5c', [new Uint8Array(Buffer.from('http://127.0.0.1/crl'))]]]);
  expect(refusalOf(await bind(holder, createAuthenticator(origin), { attestation: ['packed', statement] }))).toBeNull();
});

test('an assertion is judged once: neither again, nor for another challenge, nor after another one was asked for', async () => {
  const { holder, authenticator } = await withPasskey();
  const [first, second] = [await openChallenge(holder), await openChallenge(holder)];
  const assertion = authenticator.get(await optionsFor(holder, first));
  await optionsFor(holder, second);
  expect(refusalOf(await answer(holder, second, assertion))).toBe('PASSKEY_NOT_VERIFIED');
  expect(refusalOf(await answer(holder, first, assertion))).toBeNull();
  expect(refusalOf(await answer(holder, first, assertion))).toBe('CHALLENGE_NOT_FOUND');
  const old = authenticator.get(await optionsFor(holder, second));
  const options = await optionsFor(holder, second);
  expect(refusalOf(await answer(holder, second, old))).toBe('PASSKEY_NOT_VERIFIED');
  expect(refusalOf(await answer(holder, second, authenticator.get(options)))).toBe('PASSKEY_NOT_VERIFIED');
  expect(refusalOf(await answer(holder, second, authenticator.get(await optionsFor(holder, second))))).toBeNull();
});

test('of fifty equal assertions at once one passes', async () => {
  const { holder, authenticator } = await withPasskey();
  const challengeId = await openChallenge(holder);
  const assertion = authenticator.get(await optionsFor(holder, challengeId));
  const answers = await Promise.all(Array.from({ length: 50 }, () => answer(holder, challengeId, assertion)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
});

test('a challenge takes five assertions', async () => {
  const { holder, authenticator } = await withPasskey();
  const challengeId = await openChallenge(holder);
  for (let tries = 0; tries < 5; tries += 1) {
    expect(refusalOf(await answer(holder, challengeId, authenticator.get(await optionsFor(holder, challengeId), { isVerified: false })))).toBe('PASSKEY_NOT_VERIFIED');
  }
  expect(refusalOf(await startPasskeyAnswer(deps, holder.viewer, challengeId))).toBe('CHALLENGE_TRIES_USED_UP');
  expect(refusalOf(await answer(holder, challengeId, '{}'))).toBe('CHALLENGE_TRIES_USED_UP');
});

test('a counter that stands or goes back is refused, on record and told to the holder; a forged one tells nobody', async () => {
  const { holder, authenticator } = await withPasskey();
  expect(refusalOf(await answerWith(holder, authenticator, { counter: 7 }))).toBeNull();
  const told = async () => (await world.sentTo(holder.email)).filter(({ text }) => text.includes('copied')).length;
  const onRecord = () => world.store.read.countBy(auditEntity, { accountId: holder.accountId, event: 'PASSKEY_COUNTER_WENT_BACK' });
  expect(refusalOf(await answerWith(holder, authenticator, { counter: 0, forged: true }))).toBe('PASSKEY_NOT_VERIFIED');
  expect([await told(), await onRecord()]).toEqual([0, 0]);
  for (const counter of [7, 3, 0]) expect(refusalOf(await answerWith(holder, authenticator, { counter }))).toBe('PASSKEY_NOT_VERIFIED');
  expect([await told(), await onRecord()]).toEqual([3, 3]);
  expect(refusalOf(await answerWith(holder, authenticator, { counter: 4_294_967_295 }))).toBeNull();
});

test('of two assertions with one count, for two challenges at the same moment, one passes', async () => {
  const { holder, authenticator } = await withPasskey();
  const challenges = [await openChallenge(holder), await openChallenge(holder)];
  const assertions = await Promise.all(challenges.map(async (id) => authenticator.get(await optionsFor(holder, id), { counter: 9 })));
  const answers = await Promise.all(challenges.map((id, index) => answer(holder, id, assertions[index]!)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
});

test('the passkey of another account answers nothing, and its credential cannot be bound twice', async () => {
  const [{ holder, authenticator }, stranger] = [await withPasskey(), await withPasskey()];
  const challengeId = await openChallenge(holder);
  expect(refusalOf(await answer(holder, challengeId, stranger.authenticator.get(await optionsFor(holder, challengeId))))).toBe('PASSKEY_NOT_VERIFIED');
  const copy = createAuthenticator(origin, Buffer.from(authenticator.id, 'base64url'));
  for (const each of [holder, stranger.holder]) await proveByPasskey(each);
  expect(refusalOf(await bind(stranger.holder, copy))).toBe('PASSKEY_NOT_VERIFIED');
  expect(refusalOf(await bind(holder, copy))).toBe('PASSKEY_NOT_VERIFIED');
  expect(refusalOf(await unbindPasskey(deps, stranger.holder.viewer, (await world.store.read.findOneByOrFail(passkeyEntity, { accountId: holder.accountId })).id))).toBe('PASSKEY_NOT_FOUND');
});

test('a binding is finished by its own session, once, in time, and not after another was started', async () => {
  const holder = await world.openAccount();
  const { session } = await beginSession(deps, { attemptId: 'second', accountId: holder.accountId, phone: null, email: null, device: 'test', address: null, language: 'en', duty: null });
  const other = { viewer: { accountId: holder.accountId, sessionId: session!.session.id } };
  const [authenticator, start] = [createAuthenticator(origin), async () => value(await startPasskeyBinding(deps, holder.viewer, {}))];
  const replaced = await start();
  const { bindingId, options } = await start();
  expect(refusalOf(await confirm(holder, replaced.bindingId, authenticator.create(replaced.options)))).toBe('PASSKEY_BINDING_NOT_FOUND');
  const stranger = await world.openAccount();
  for (const wrong of [other, stranger]) expect(refusalOf(await confirm(wrong, bindingId, authenticator.create(options)))).toBe('PASSKEY_BINDING_NOT_FOUND');
  expect(refusalOf(await confirm(holder, bindingId, authenticator.create(options)))).toBeNull();
  expect(refusalOf(await confirm(holder, bindingId, createAuthenticator(origin).create(options)))).toBe('PASSKEY_BINDING_NOT_FOUND');
  const failed = await start();
  expect(refusalOf(await confirm(holder, failed.bindingId, 'no JSON'))).toBe('PASSKEY_NOT_VERIFIED');
  expect(refusalOf(await confirm(holder, failed.bindingId, createAuthenticator(origin).create(failed.options)))).toBe('PASSKEY_BINDING_NOT_FOUND');
  const late = await start();
  world.clock.move(world.clock.now() - Date.now() + deps.policy.passkeys.bindingLifetime);
  expect(refusalOf(await confirm(holder, late.bindingId, createAuthenticator(origin).create(late.options)))).toBe('PASSKEY_BINDING_NOT_FOUND');
});

test('a binding does not answer a challenge, nor a challenge confirm a binding', async () => {
  const { holder, authenticator } = await withPasskey();
  const challengeId = await openChallenge(holder);
  const options = await optionsFor(holder, challengeId);
  const asCreation = JSON.stringify({ ...JSON.parse(options), rp: { id: 'localhost' }, user: { id: 'eA' } });
  expect(refusalOf(await confirm(holder, challengeId, createAuthenticator(origin).create(asCreation)))).toBe('PASSKEY_BINDING_NOT_FOUND');
  expect(refusalOf(await answer(holder, challengeId, authenticator.get(options)))).toBeNull();
});

test('as many are bound as the policy allows; of fifty confirmed at once for the last place one is', async () => {
  const holder = await world.openAccount();
  const { most } = deps.policy.passkeys;
  while ((await world.store.read.countBy(passkeyEntity, { accountId: holder.accountId })) < most - 1) {
    await proveByPasskey(holder);
    value(await bind(holder, createAuthenticator(origin)));
  }
  const sessions = await Promise.all(Array.from({ length: 49 }, (_, index) => beginSession(deps, { attemptId: `more ${index}`, accountId: holder.accountId, phone: null, email: null, device: 'test', address: null, language: 'en', duty: null })));
  const viewers = [holder.viewer, ...sessions.map(({ session }) => ({ accountId: holder.accountId, sessionId: session!.session.id }))];
  await proveByPasskey(holder);
  const started = await Promise.all(viewers.map(async (viewer) => ({ viewer, ...value(await startPasskeyBinding(deps, viewer, {})) })));
  const confirmed = await Promise.all(started.map(({ viewer, bindingId, options }) => confirm({ viewer }, bindingId, createAuthenticator(origin).create(options))));
  expect(confirmed.filter(({ ok }) => ok)).toHaveLength(1);
  // The proofs of the others have ended with it.
  expect(new Set(confirmed.filter(({ ok }) => !ok).map(refusalOf))).toEqual(new Set(['MFA_ALREADY_BOUND']));
  expect(await startPasskeyBinding(deps, holder.viewer, {})).toMatchObject({ refusals: [{ code: 'PASSKEY_QUOTA_REACHED', policy: 'security.passkeys.most', limit: most }] });
});

test('a binding that was begun while there was room finds it full, also with a proof', async () => {
  const { holder } = await withPasskey();
  const { bindingId, options } = value(await startPasskeyBinding(deps, holder.viewer, {}));
  for (let bound = 1; bound < deps.policy.passkeys.most; bound += 1) await world.store.transaction((transaction) => insertPasskey(transaction, { accountId: holder.accountId, id: newId('passkey'), name: 'Passkey', credentialHash: newToken().padEnd(64, '0'), credential: '', counter: 0, isSyncable: false, isBackedUp: false, boundAt: 0, lastUsedAt: null }));
  await proveByPasskey(holder);
  expect(refusalOf(await confirm(holder, bindingId, createAuthenticator(origin).create(options)))).toBe('PASSKEY_QUOTA_REACHED');
});

test.for([
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['fields of other types', '{"id":1,"rawId":[],"type":"public-key","response":{}}'],
  ['what is too long', JSON.stringify({ id: 'x'.repeat(30_000) })],
  ['no base64url', '{"id":"?","rawId":"?","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}}'],
  ['no client data', '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA","attestationObject":"AA"}}'],
])('%s is refused and is no fault', async ([, text]) => {
  const { holder } = await withPasskey();
  const challengeId = await openChallenge(holder);
  await optionsFor(holder, challengeId);
  expect(refusalOf(await answer(holder, challengeId, text!))).toBe('PASSKEY_NOT_VERIFIED');
  const { bindingId } = value(await startPasskeyBinding(deps, holder.viewer, {}));
  expect(refusalOf(await confirm(holder, bindingId, text!))).toBe('PASSKEY_NOT_VERIFIED');
});

test('an answer without the part that its method is judged by is refused, and does not count', async () => {
  const { holder, authenticator } = await withPasskey();
  const challengeId = await openChallenge(holder);
  for (let times = 0; times < 6; times += 1) expect(await answer(holder, challengeId, null)).toMatchObject({ refusals: [{ code: 'FIELD_REQUIRED', path: ['passkey'] }] });
  expect(await answerChallenge(deps, holder.viewer, { challengeId, method: 'SMS', passkey: '{}' })).toMatchObject({ refusals: [{ code: 'FIELD_REQUIRED', path: ['code'] }] });
  expect(refusalOf(await answer(holder, challengeId, authenticator.get(await optionsFor(holder, challengeId))))).toBeNull();
});

test('what is erased with the account leaves no passkey and nothing that was asked', async () => {
  const { holder } = await withPasskey();
  await startPasskeyBinding(deps, holder.viewer, {});
  await optionsFor(holder, await openChallenge(holder));
  await eraseSecurity(deps, holder.accountId);
  const { accountId } = holder;
  expect([await world.store.read.countBy(passkeyEntity, { accountId }), await world.store.read.countBy(passkeyCeremonyEntity, { accountId })]).toEqual([0, 0]);
});

test('the options name the account to nobody but its holder, ask for verification, and leave out what is bound', async () => {
  const { holder, authenticator } = await withPasskey();
  const options = JSON.parse(value(await startPasskeyBinding(deps, holder.viewer, { label: ' zhang.san@example.com ' })).options);
  expect(options).toMatchObject({
    rp: { id: 'localhost', name: deps.policy.mfa.issuer },
    user: { name: 'zhang.san@example.com' },
    attestation: 'none',
    excludeCredentials: [{ id: authenticator.id, type: 'public-key', transports: ['internal'] }],
    authenticatorSelection: { userVerification: 'required' },
    timeout: 600_000,
  });
  expect(Buffer.from(options.challenge, 'base64url')).toHaveLength(32);
  expect(Buffer.from(options.user.id, 'base64url').toString()).not.toContain(holder.accountId);
  expect(JSON.parse(value(await startPasskeyBinding(deps, holder.viewer, {})).options).user).toMatchObject({ id: options.user.id, name: holder.accountId });
  expect(await startPasskeyBinding(deps, holder.viewer, { label: '\n' })).toMatchObject({ refusals: [{ code: 'NAME_INVALID', path: ['label'] }] });
  expect(JSON.parse(await optionsFor(holder, await openChallenge(holder)))).toMatchObject({ rpId: 'localhost', userVerification: 'required', allowCredentials: [{ id: authenticator.id }] });
});

test('a confirmation that is cut off half way binds nothing, and a new one works', async () => {
  const holder = await world.openAccount();
  const authenticator = createAuthenticator(origin);
  const { bindingId, options } = value(await startPasskeyBinding(deps, holder.viewer, {}));
  const failing: Deps = { ...deps, audit: { record: () => Promise.reject(new Error('the process ends here')) } };
  await expect(confirmPasskeyBinding(failing, holder.viewer, { bindingId, response: authenticator.create(options), name: null })).rejects.toThrow('ends here');
  expect(await world.store.read.countBy(passkeyEntity, { accountId: holder.accountId })).toBe(0);
  expect(await world.sentTo(holder.email)).toEqual([]);
  expect(refusalOf(await bind(holder, authenticator))).toBeNull();
});
