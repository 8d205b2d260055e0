import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { caller, openAccountWorld } from '../../../test/support/open-account-world.ts';
import { newEmail, newPhone } from '../../../test/support/people.ts';
import { ok } from '../../shared/result.ts';
import { RateLimited } from '../../shared/request-errors.ts';
import type { Deps } from '../deps.ts';
import type { FaceService } from '../face/face-service.ts';
import { startFaceSignIn } from '../face/start-face-sign-in.ts';
import { importAccount } from '../import/import-account.ts';
import { chooseAccount } from './choose-account.ts';
import { signIn } from './sign-in.ts';

/** Whose face is enrolled for an account, and which numbers the service was asked about. */
const faces = new Map<string, string>();
let asked: string[][] = [];

const service: FaceService = {
  open: async (id) => ok({ ticket: `capture ${id}`, url: 'https://face.example/look', expiresAt: Number.MAX_SAFE_INTEGER }),
  // The token is who was seen.
  compare: async ({ token, accountIds }) => {
    asked.push(accountIds);
    return ok(accountIds.filter((id) => faces.get(id) === token));
  },
};

let world: Awaited<ReturnType<typeof openAccountWorld>>;
let deps: Deps;
/** With phones that open one of several accounts. */
let choosing: Deps;

beforeAll(async () => {
  world = await openAccountWorld('baidu');
  deps = { ...world.deps, faces: service };
  const { signIn: policy, registration } = world.deps.policy;
  const accountsPerPhone = [{ counts: ['REGISTER_PASSPORT' as const], most: 3 }];
  choosing = { ...world.anotherProcess({ signIn: { ...policy, sharedPhone: 'CHOOSE' }, registration: { ...registration, accountsPerPhone } }), faces: service };
});
beforeEach(() => {
  asked = [];
});
afterAll(() => world.close());

const newPassport = async (phone: string, face: string): Promise<string> => {
  const id = await importAccount(world.deps)({ origin: 'PASSPORT_SITE', originId: newEmail(), kind: 'PASSPORT', country: 'CN', site: 'CN', registeredAt: 0, phone, email: newEmail() });
  faces.set(id, face);
  return id;
};

const byFace = async (by: Deps, account: string, faceToken: string) => {
  const { agreements } = by.policy.signIn.options.find(({ methods }) => methods.includes('FACE'))!;
  const started = await startFaceSignIn(by)({ account, channel: 'APP', agreements });
  if (!started.ok) throw new Error(started.refusals[0]!.code);
  return { method: 'FACE' as const, channel: 'APP' as const, agreements, ticket: started.value.ticket, faceToken };
};

const failed = { ok: false, refusals: [{ code: 'SIGN_IN_FAILED' }] };

test('a face that could not be judged is still good, once it can', async () => {
  const phone = newPhone();
  const id = await newPassport(phone, 'owner');
  const input = await byFace(deps, phone, 'owner');
  const busy = { ...deps, guesses: { ...deps.guesses, judge: () => Promise.reject(new RateLimited('Too much at once.', 1000)) } };
  for (let tries = 0; tries < 3; tries += 1) await expect(signIn(busy)(input, caller)).rejects.toThrow('Too much at once.');
  expect(await signIn(deps)(input, caller)).toMatchObject({ ok: true, value: { session: { token: 't' } } });
  expect(world.world.calls.at(-1)).toMatchObject({ what: 'beginSession', variables: { input: { accountId: id, firstFactor: null } } });
  expect(await signIn(deps)(input, caller)).toEqual({ ok: false, refusals: [{ code: 'FACE_CHECK_NOT_FOUND', path: ['ticket'] }] });
});

test('the service is asked about as many accounts, however many have the phone', async () => {
  for (const howMany of [0, 1, 2]) {
    const phone = newPhone();
    for (let index = 0; index < howMany; index += 1) await newPassport(phone, `owner ${index}`);
    for (const [by, comparisons] of [[deps, 1], [choosing, 3]] as const) {
      asked = [];
      expect(await signIn(by)(await byFace(by, phone, 'somebody else'), caller)).toEqual(failed);
      expect(asked).toEqual([Array.from({ length: comparisons }, () => expect.stringMatching(/^\d{12}$/))]);
    }
  }
});

test('where a phone opens several accounts, those whose face it is are chosen from, and no other', async () => {
  const phone = newPhone();
  const [first, other, second] = [await newPassport(phone, 'owner'), await newPassport(phone, 'neighbour'), await newPassport(phone, 'owner')];
  const signedIn = await signIn(choosing)(await byFace(choosing, phone, 'owner'), caller);
  if (!signedIn.ok || !signedIn.value.choice) throw new Error('There is nothing to choose.');
  const { ticket, accounts } = signedIn.value.choice;
  expect(accounts.map(({ id }) => id).toSorted()).toEqual([first, second].toSorted());
  expect(await chooseAccount(choosing)({ ticket, accountId: other }, caller)).toMatchObject({ ok: false, refusals: [{ code: 'CHOICE_NOT_FOUND' }] });
  expect(await chooseAccount(choosing)({ ticket, accountId: second }, caller)).toMatchObject({ ok: true, value: { session: { token: 't' } } });
});
