import { beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../support/client.ts';
import { consentOf, register, sendVerification, verify, type Member } from '../../support/journeys.ts';
import { newIdNumber, newName } from '../../support/people.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();

let consent: { id: string; version: string };
beforeAll(async () => {
  consent = await consentOf(client);
});

const start = async ({ token }: Member, given: Record<string, unknown> = {}): Promise<Answer['data']> => {
  const { data, errors } = await sendVerification(client, token, { name: newName(), idNumber: newIdNumber(), consent, ...given });
  expect(errors).toEqual([]);
  return data.startPersonalVerification;
};

const readRealName = async ({ token }: Member): Promise<Answer['data']> => {
  const { data, errors } = await client.send(
    '{ viewer { realName { status kind name documentNumber method verifiedAt verification { id state failure faceCheck { ticket } startedAt endedAt } } } }',
    {},
    { token },
  );
  expect(errors).toEqual([]);
  return data.viewer.realName;
};

const unverified = { status: 'UNVERIFIED', kind: null, name: null, documentNumber: null, method: null, verifiedAt: null };

/** The birthday of who is so many years old today, or becomes it so many days later, as the eight digits of an identity number. */
const bornYearsAgo = async (years: number, daysLater = 0): Promise<string> => {
  const today = new Date((await client.now()) + 8 * 3_600_000);
  return new Date(Date.UTC(today.getUTCFullYear() - years, today.getUTCMonth(), today.getUTCDate() + daysLater)).toISOString().slice(0, 10).replaceAll('-', '');
};

/** Whom the provider waits for at the camera. */
const namesAtTheCamera = async (): Promise<string[]> =>
  ((await (await fetch(`${sharedGraph.sandboxUrl}/face/tickets`)).json()) as { name: string }[]).map(({ name }) => name);

test('TX-VER-003 an account that was just registered is unverified', async () => {
  expect(await readRealName(await register(client))).toEqual({ ...unverified, verification: null });
});

test('TX-VER-030 who passes at the camera is verified at once, and shown masked only', async () => {
  const member = await register(client);
  const idNumber = newIdNumber();
  const started = await start(member, { name: '张三丰', idNumber });
  expect(started.userErrors).toEqual([]);
  expect(started.verification).toMatchObject({ state: 'WAITING_FOR_FACE', method: 'FACE', failure: null });
  expect(await readRealName(member)).toMatchObject({ ...unverified, status: 'PENDING', verification: { id: started.verification.id, endedAt: null } });

  await client.camera(started.verification.faceCheck.ticket);
  const realName = await readRealName(member);
  expect(realName).toMatchObject({ status: 'VERIFIED', kind: 'PERSONAL', name: '**丰', documentNumber: `${idNumber[0]}${'*'.repeat(16)}${idNumber[17]}`, method: 'FACE' });
  expect(realName.verification).toMatchObject({ id: started.verification.id, state: 'VERIFIED', faceCheck: null, failure: null, endedAt: realName.verifiedAt });
  for (const answer of [started, realName]) {
    expect(JSON.stringify(answer)).not.toContain(idNumber);
    expect(JSON.stringify(answer)).not.toContain('张三丰');
  }
});

test('TX-VER-030 who passes at the camera is verified also when nobody looks', async () => {
  const member = await register(client);
  const { verification } = await start(member);
  const passedAt = await client.now();
  await client.camera(verification.faceCheck.ticket);
  await client.advance('PT5M');
  // The policy asks every ten seconds.
  expect(Date.parse((await readRealName(member)).verifiedAt) - passedAt).toBeLessThan(15_000);
});

test('TX-VER-004 a verified account is not verified again', async () => {
  const member = await register(client);
  await verify(client, member);
  const before = await readRealName(member);
  const { verification, userErrors } = await start(member);
  expect(verification).toBeNull();
  expect(userErrors).toMatchObject([{ code: 'VERIFICATION_ALREADY_DONE' }]);
  expect(await readRealName(member)).toEqual(before);
});

test('TX-VER-005 there is no operation that takes a verification back', async () => {
  const member = await register(client);
  await verify(client, member);
  const { data, errors } = await client.send('mutation($id: ID!) { eraseVerification(accountId: $id) }', { id: member.id }, { token: member.token });
  expect(data).toBeNull();
  expect(errors).not.toEqual([]);
  expect((await readRealName(member)).status).toBe('VERIFIED');
});

test('TX-VER-012 one identity number verifies three accounts, the fourth is refused', async () => {
  const [name, idNumber] = [newName(), newIdNumber()];
  for (let account = 1; account <= 3; account += 1) await verify(client, await register(client), { name, idNumber });
  const fourth = await register(client);
  const { verification, userErrors } = await start(fourth, { name, idNumber });
  expect(verification).toBeNull();
  expect(userErrors).toMatchObject([{ code: 'ID_NUMBER_QUOTA_REACHED', path: ['idNumber'], policy: 'verification.personal.accountsPerIdNumber', limit: '3' }]);
  expect(await readRealName(fourth)).toEqual({ ...unverified, verification: null });
});

test('TX-VER-012 of many accounts at once with one identity number exactly three are verified', async () => {
  const members: Member[] = [];
  for (let account = 1; account <= 20; account += 1) members.push(await register(client));
  const given = { name: newName(), idNumber: newIdNumber({ sequence: '111' }) };
  // Fifty starts: some accounts ask more than once, as a person does who clicks again.
  const starts = await Promise.all(Array.from({ length: 50 }, (_, index) => start(members[index % members.length]!, given)));
  const statuses = await Promise.all(members.map(async (member) => (await readRealName(member)).status));
  expect(statuses.filter((status) => status === 'VERIFIED')).toHaveLength(3);
  const told = starts.flatMap(({ verification, userErrors }) => (verification ? [verification.failure ?? verification.state] : userErrors.map(({ code }: { code: string }) => code)));
  const mayBeTold = ['VERIFIED', 'QUOTA_REACHED', 'ID_NUMBER_QUOTA_REACHED', 'REPLACED', 'VERIFICATION_IN_PROGRESS', 'VERIFICATION_ALREADY_DONE'];
  expect(told.filter((each) => !mayBeTold.includes(each))).toEqual([]);
});

test('TX-VER-018 in part who turns 18 tomorrow is refused, who turned 18 today is accepted', async () => {
  if ((await bornYearsAgo(0)).endsWith('0229')) await client.advance('P1D');
  const member = await register(client);
  const tooYoung = await start(member, { idNumber: newIdNumber({ born: await bornYearsAgo(18, 1) }) });
  expect(tooYoung.verification).toBeNull();
  expect(tooYoung.userErrors).toMatchObject([{ code: 'AGE_TOO_LOW', path: ['idNumber'], policy: 'verification.personal.minimumAge', limit: '18' }]);
  await verify(client, member, { idNumber: newIdNumber({ born: await bornYearsAgo(18) }) });
});

test('TX-VER-024 in part who goes back and corrects the data begins anew, and what was begun counts no more', async () => {
  const member = await register(client);
  const first = (await start(member)).verification;
  const second = (await start(member)).verification;
  await client.camera(first.faceCheck.ticket);
  expect(await readRealName(member)).toMatchObject({ status: 'PENDING', verification: { id: second.id } });
  await client.camera(second.faceCheck.ticket);
  expect(await readRealName(member)).toMatchObject({ status: 'VERIFIED', verification: { id: second.id } });
});

const valid = newIdNumber();
const wrongCheckDigit = valid.slice(0, 17) + (valid.endsWith('7') ? '8' : '7');

test.for([
  ['fifteen digits', valid.slice(0, 6) + valid.slice(8, 17), 'ID_NUMBER_INVALID'],
  ['a wrong check digit', wrongCheckDigit, 'ID_NUMBER_INVALID'],
  ['a day that does not exist', newIdNumber({ born: '19900230' }), 'ID_NUMBER_INVALID'],
  ['a passport number', 'E12345678', 'ID_NUMBER_INVALID'],
] as const)('TX-VER-027 in part %s is refused before any provider is asked', async ([, idNumber, code]) => {
  const member = await register(client);
  const name = `欧阳${newName()}`;
  const { verification, userErrors } = await start(member, { name, idNumber });
  expect(verification).toBeNull();
  expect(userErrors).toMatchObject([{ code, path: ['idNumber'], policy: null, limit: null }]);
  expect(await namesAtTheCamera()).not.toContain(name);
  expect(await readRealName(member)).toEqual({ ...unverified, verification: null });
});

test('TX-VER-027 in part the number may be written with a small x and in full width', async () => {
  const member = await register(client);
  let idNumber = newIdNumber();
  while (!idNumber.endsWith('X')) idNumber = newIdNumber();
  const fullWidth = [...idNumber.toLowerCase()].map((character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0)).join('');
  const { verification } = await start(member, { idNumber: fullWidth });
  await client.camera(verification.faceCheck.ticket);
  expect((await readRealName(member)).documentNumber).toBe(`${idNumber[0]}${'*'.repeat(16)}X`);
});

test('without consent, in its version in force, no provider is asked', async () => {
  const member = await register(client);
  const name = `司马${newName()}`;
  const { verification, userErrors } = await start(member, { name, consent: { ...consent, version: '1999-01' } });
  expect(verification).toBeNull();
  expect(userErrors).toMatchObject([{ code: 'CONSENT_MISSING', path: ['consent'] }]);
  expect(await namesAtTheCamera()).not.toContain(name);
});

test.for([
  ['MISMATCH', 'PHOTO_MISMATCH'],
  ['OCCLUDED', 'FACE_OCCLUDED'],
  ['LIVENESS_FAILED', 'LIVENESS_FAILED'],
  ['EXPIRED', 'TIMED_OUT'],
] as const)('TX-VER-030 TX-VER-031 in part when the camera says %s the reason is %s, and it may be tried again', async ([outcome, failure]) => {
  const member = await register(client);
  const { verification } = await start(member);
  await client.camera(verification.faceCheck.ticket, outcome);
  expect(await readRealName(member)).toMatchObject({ ...unverified, verification: { id: verification.id, state: 'FAILED', failure, faceCheck: null } });
  await verify(client, member);
});

test('TX-VER-031 in part a name that is not the one of the number is told, and may be tried again', async () => {
  const [name, idNumber] = ['诸葛亮', newIdNumber()];
  await verify(client, await register(client), { name, idNumber });
  const member = await register(client);
  const { verification } = await start(member, { name: '诸葛瑾', idNumber });
  await client.camera(verification.faceCheck.ticket);
  expect(await readRealName(member)).toMatchObject({ ...unverified, verification: { state: 'FAILED', failure: 'NAME_OR_ID_WRONG' } });
  await verify(client, member, { name, idNumber });
});

test.for([
  ['222', 'PHOTO_MISMATCH'],
  ['333', 'REVIEW_NEEDED'],
] as const)('TX-VER-031 in part a provider that decides at once (%s) is heard at once: %s', async ([sequence, failure]) => {
  const { verification } = await start(await register(client), { idNumber: newIdNumber({ sequence }) });
  expect(verification).toMatchObject({ state: 'FAILED', failure, faceCheck: null });
});

test('who does not come to the camera in time may begin again', async () => {
  const member = await register(client);
  const { verification } = await start(member);
  await client.advance('PT1H');
  const realName = await readRealName(member);
  expect(realName).toMatchObject({ ...unverified, verification: { id: verification.id, state: 'FAILED', failure: 'TIMED_OUT' } });
  expect(Date.parse(realName.verification.endedAt) - Date.parse(verification.faceCheck.expiresAt)).toBeLessThan(5000);
  await verify(client, member);
});

test('while the provider does not answer nothing is changed', async () => {
  const member = await register(client);
  const running = (await start(member)).verification;
  const before = await readRealName(member);
  const { verification, userErrors } = await start(member, { idNumber: newIdNumber({ sequence: '444' }) });
  expect(verification).toBeNull();
  expect(userErrors).toMatchObject([{ code: 'PROVIDER_UNAVAILABLE' }]);
  expect(await readRealName(member)).toEqual(before);
  await client.camera(running.faceCheck.ticket);
  expect((await readRealName(member)).status).toBe('VERIFIED');
});

test('a provider that fails for a moment is asked again', async () => {
  const { verification } = await start(await register(client), { idNumber: newIdNumber({ sequence: '555' }) });
  expect(verification.state).toBe('VERIFIED');
});

test('of fifty starts of one account at once one verification is left', async () => {
  const member = await register(client);
  const starts = await Promise.all(Array.from({ length: 50 }, () => start(member)));
  const realName = await readRealName(member);
  expect(realName.status).toBe('PENDING');
  // Passing at the camera of all the others changes nothing.
  for (const { verification } of starts) {
    if (verification?.faceCheck && verification.id !== realName.verification.id) await client.camera(verification.faceCheck.ticket);
  }
  expect((await readRealName(member)).status).toBe('PENDING');
  await client.camera(realName.verification.faceCheck.ticket);
  expect((await readRealName(member)).status).toBe('VERIFIED');
});

test('the same key gives the first verification again, in a burst and later, and another input is refused', async () => {
  const member = await register(client);
  const input = { name: newName(), idNumber: newIdNumber(), idempotencyKey: 'start-1' };
  const ids = (await Promise.all(Array.from({ length: 10 }, () => start(member, input)))).map(({ verification }) => verification.id);
  expect(new Set(ids).size).toBe(1);
  expect((await start(member, input)).verification).toMatchObject({ id: ids[0], state: 'WAITING_FOR_FACE' });
  expect((await start(member, { ...input, idNumber: newIdNumber() })).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
});

test('only who is signed in can begin', async () => {
  const { errors } = await client.send(
    'mutation($input: StartPersonalVerificationInput!) { startPersonalVerification(input: $input) { userErrors { code } } }',
    { input: { name: newName(), idNumber: newIdNumber(), consent } },
  );
  expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});
