import { randomBytes } from 'node:crypto';
import { EntitySchema } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../../test/support/store.ts';
import { movableClock } from './clock.ts';
import { day } from './duration.ts';
import { createFirstAnswerTable, createIdempotency, firstAnswerEntity, type Idempotency } from './idempotency.ts';
import { newId } from './ids.ts';
import { ok, refuse, type Result } from './result.ts';
import { id, text } from './store/columns.ts';
import { createTable } from './store/create-table.ts';
import type { Store } from './store/open-store.ts';
import { createVault } from './vault.ts';

interface Effect {
  id: string;
  of: string;
}
const columns = { id: id(), of: text(64) };
const effectEntity = new EntitySchema<Effect>({ name: 'effect', columns });
const clock = movableClock();
let store: Store;
/** Five processes on one store. */
let processes: Idempotency[];

beforeAll(async () => {
  store = await openTestStore([firstAnswerEntity, effectEntity] as never[], async (runner) => {
    await createFirstAnswerTable(runner);
    await createTable(runner, 'effect', columns);
  });
  const vault = createVault(`k1:${randomBytes(32).toString('base64')}`);
  processes = Array.from({ length: 5 }, () => createIdempotency({ store, clock, vault }));
});
afterAll(() => store.close());

const create = (key: string | null, of: string, caller = 'me', process = 0): Promise<Result<string>> =>
  processes[process]!.once({ operation: 'create', caller, key, input: { of } }, (keep) =>
    store.transaction(async (transaction) => {
      if (of === 'refused') return refuse({ code: 'NAME_INVALID' });
      const effect = { id: newId('e'), of };
      await transaction.insert(effectEntity, effect);
      await keep(transaction, effect.id);
      return ok(effect.id);
    }),
  );
const effects = (of: string): Promise<number> => store.read.countBy(effectEntity, { of });

test('fifty requests with one key at once have one effect and one answer', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => create('parallel', 'parallel', 'me', index % processes.length)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]!.ok).toBe(true);
  expect(await effects('parallel')).toBe(1);
});

test('the same key with another input is refused, that of another caller is another key', async () => {
  await create('k', 'one');
  expect(await create('k', 'two')).toEqual(refuse({ code: 'IDEMPOTENCY_KEY_REUSED', path: ['idempotencyKey'] }));
  expect((await create('k', 'two', 'someone else')).ok).toBe(true);
});

test('a refusal is not kept', async () => {
  expect((await create('later', 'refused')).ok).toBe(false);
  expect((await create('later', 'allowed')).ok).toBe(true);
});

test('after 24 hours the key is new', async () => {
  const first = await create('daily', 'daily');
  clock.move(day - 1000);
  expect(await create('daily', 'daily')).toEqual(first);
  clock.move(day + 1000);
  expect(await create('daily', 'daily')).not.toEqual(first);
  expect(await effects('daily')).toBe(2);
});

test('without a key each request has its effect', async () => {
  await Promise.all([create(null, 'free'), create(null, 'free')]);
  expect(await effects('free')).toBe(2);
});
