import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import { expect, test } from 'vitest';
import { enforceAccess, isHolder } from './access.ts';
import type { Caller } from './caller.ts';
import { readSharedSdl } from './sdl.ts';

const resolvers = { Query: { open: () => 'done', mine: () => 'done', internal: () => 'done', need: () => 'done', firstSteps: () => 'done' }, Mutation: { change: () => 'done' } };
const build = (fields: string): GraphQLSchema =>
  buildSubgraphSchema([{ typeDefs: parse(`${readSharedSdl()} type Query { ${fields} } type Mutation { change: String @signedIn @sensitive(operation: CHANGE_PASSWORD) }`), resolvers: resolvers as never }]);
const schema = build('open: String @anyone mine: String @signedIn firstSteps: String @signedIn(duties: [ACTIVATE_ACCOUNT]) internal: String @service need: String @product');
let methods: 'SMS'[] = [];
enforceAccess(schema, async () => methods);

const caller = (more: Partial<Caller>): Caller => ({ from: 'client', viewer: null, hasEndedSession: false, language: 'en', device: null, address: null, requestId: 'r', ...more });
const ask = async (source: string, who: Caller): Promise<string> => {
  const { data, errors } = await graphql({ schema, source, contextValue: { caller: who } });
  return errors?.[0] ? String(errors[0].extensions['code']) : String(Object.values(data!)[0]);
};

const nobody = caller({});
const member = caller({ viewer: { accountId: '1', sessionId: 's' } });
const inactive = caller({ viewer: { accountId: '1', sessionId: 's', duty: 'ACTIVATE_ACCOUNT' } });
const expired = caller({ viewer: { accountId: '1', sessionId: 's', duty: 'CHANGE_PASSWORD' } });
const service = caller({ from: 'security' });
const product = caller({ from: 'product:cvm' });

test.for([
  ['anybody through the gateway', '{ open }', nobody, 'done'],
  ['a service at a field for people', '{ open }', service, 'FORBIDDEN'],
  ['nobody at a field for members', '{ mine }', nobody, 'UNAUTHENTICATED'],
  ['an ended session at a field for members', '{ mine }', caller({ hasEndedSession: true }), 'UNAUTHENTICATED'],
  ['a member at a field for members', '{ mine }', member, 'done'],
  ['a service at a field for members', '{ mine }', service, 'UNAUTHENTICATED'],
  ['a service at a field for services', '{ internal }', service, 'done'],
  ['the gateway at a field for services', '{ internal }', caller({ from: 'gateway' }), 'done'],
  ['a member at a field for services', '{ internal }', member, 'FORBIDDEN'],
  ['nobody at a field for services', '{ internal }', nobody, 'FORBIDDEN'],
  ['who has something to do first, at a field for anybody', '{ open }', inactive, 'done'],
  ['who has something to do first, at a field for members', '{ mine }', inactive, 'DUTY_FIRST'],
  ['who has something to do first, at a sensitive mutation', 'mutation { change }', inactive, 'DUTY_FIRST'],
  ['who has something to do first, at a field that it takes', '{ firstSteps }', inactive, 'done'],
  ['who has something else to do first, at a field for the one', '{ firstSteps }', expired, 'DUTY_FIRST'],
  ['who has nothing to do first, at that field', '{ firstSteps }', member, 'done'],
  ['a product at a field for products', '{ need }', product, 'done'],
  ['a product at a field for people', '{ open }', product, 'FORBIDDEN'],
  ['a product at a field for members', '{ mine }', product, 'UNAUTHENTICATED'],
  ['a product at a field for services', '{ internal }', product, 'FORBIDDEN'],
  ['a product at the gateway’s own routes', '{ _service { sdl } }', product, 'FORBIDDEN'],
  ['a member at a field for products', '{ need }', member, 'FORBIDDEN'],
  ['a service at a field for products', '{ need }', service, 'FORBIDDEN'],
  ['nobody at a sensitive mutation', 'mutation { change }', nobody, 'UNAUTHENTICATED'],
] as const)('%s', async ([, source, who, outcome]) => {
  expect(await ask(source, who)).toBe(outcome);
});

test('a sensitive mutation asks for a proof until there is one', async () => {
  methods = ['SMS'];
  const { errors } = await graphql({ schema, source: 'mutation { change }', contextValue: { caller: member } });
  expect(errors?.[0]?.extensions).toEqual({ code: 'STEP_UP_REQUIRED', operation: 'CHANGE_PASSWORD', methods: ['SMS'] });
  methods = [];
  expect(await ask('mutation { change }', member)).toBe('done');
});

test('what has to be done first is said', async () => {
  const { errors } = await graphql({ schema, source: '{ mine }', contextValue: { caller: expired } });
  expect(errors?.[0]?.extensions).toEqual({ code: 'DUTY_FIRST', duty: 'CHANGE_PASSWORD' });
});

test('a part of an account is its holder’s alone, and not while the session has something to do first', () => {
  expect(isHolder({ caller: member }, '1')).toBe(true);
  expect(isHolder({ caller: member }, '2')).toBe(false);
  expect(isHolder({ caller: nobody }, '1')).toBe(false);
  expect(isHolder({ caller: inactive }, '2')).toBe(false);
  expect(() => isHolder({ caller: inactive }, '1')).toThrow(/Activate the account first/);
});

test('a field that does not say who may call it does not start', () => {
  expect(() => enforceAccess(build('open: String'), async () => [])).toThrow(/open must carry exactly one of/);
});
