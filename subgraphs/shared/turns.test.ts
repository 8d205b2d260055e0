import { setImmediate as breathe } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns, mayBeMutation } from './turns.ts';

test('of many that come at once one begins in each turn of the event loop, in the order in which they came, and others go on in between', async () => {
  const turn = createTurns();
  const begun: string[] = [];
  const changes = Array.from({ length: 20 }, async (_, index) => {
    await turn();
    begun.push(`change ${index}`);
  });
  const read = async (): Promise<void> => {
    for (let times = 0; times < 3; times += 1) await breathe();
    begun.push('read');
  };
  await Promise.all([...changes, read()]);
  expect(begun.filter((what) => what !== 'read')).toEqual(changes.map((_, index) => `change ${index}`));
  expect(begun.indexOf('read')).toBeLessThan(6);
});

test('who comes when nobody waits begins in the next turn', async () => {
  const turn = createTurns();
  await turn();
  let isNext = true;
  const later = breathe().then(breathe).then(() => (isNext = false));
  await turn();
  expect(isNext).toBe(true);
  await later;
});

test.for<[query: unknown, expected: boolean]>([
  ['{ policy { name } }', false],
  ['query { notices(first: 10) { nodes { id } } }', false],
  ['query { mutations: viewer { id } }', false],
  ['mutation { signOut { userErrors { code } } }', true],
  ['query A { viewer { id } } mutation B { signOut { userErrors { code } } }', true],
  ['fragment F on Account { id }\nmutation($input: SignInInput!) { signIn(input: $input) { session { id } } }', true],
  [undefined, false],
  [5, false],
])('%s may be a mutation: %s', ([query, expected]) => {
  expect(mayBeMutation({ query })).toBe(expected);
});

test.for([null, [], 'mutation', 7])('a body that is no request is no mutation: %s', (body) => {
  expect(mayBeMutation(body)).toBe(false);
});
