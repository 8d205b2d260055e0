import { expect, test } from 'vitest';
import { parse, type EnumTypeDefinitionNode } from 'graphql';
import { readSubgraphSdl } from '../../shared/sdl.ts';
import { isOpen, maySignIn, stepsOf, transitions, type AccountEvent } from './account-states.ts';

const statuses = parse(readSubgraphSdl('account'))
  .definitions.filter((node): node is EnumTypeDefinitionNode => node.kind === 'EnumTypeDefinition' && node.name.value === 'AccountStatus')
  .flatMap(({ values }) => (values ?? []).map(({ name }) => name.value));

test('every status of the schema is in the table', () => {
  expect(Object.keys(transitions).toSorted()).toEqual(statuses.toSorted());
});

test('the table, drawn', () => {
  const drawn = (['activate', 'close', 'erase'] satisfies AccountEvent[]).flatMap((event) => stepsOf(event).map(({ from, to }) => `${from} --${event}--> ${to}`));
  expect(drawn).toEqual([
    'PENDING_ACTIVATION --activate--> ACTIVE',
    'PENDING_ACTIVATION --close--> CLOSING',
    'ACTIVE --close--> CLOSING',
    'RESTRICTED --close--> CLOSING',
    'CLOSING --erase--> DEREGISTERED',
  ]);
});

test('nobody signs in to an account that is not shown', () => {
  for (const status of Object.keys(transitions) as (keyof typeof transitions)[]) expect(maySignIn(status) && !isOpen(status)).toBe(false);
});
