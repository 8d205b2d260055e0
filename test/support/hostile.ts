import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema, getNamedType, getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType,
  type GraphQLField, type GraphQLInputType, type GraphQLSchema,
} from 'graphql';
import { readOperations } from '../../gateway/operations.ts';
import { schemaDirectory } from '../../subgraphs/shared/sdl.ts';

/** What the public schema lets a client send, and what an attacker would put in its place. */

export const publicSchema: GraphQLSchema = buildSchema(readFileSync(join(schemaDirectory, 'api.graphql'), 'utf8'));

export type RootField = GraphQLField<unknown, unknown>;
export const mutations: RootField[] = Object.values(publicSchema.getMutationType()!.getFields());
export const queries: RootField[] = Object.values(publicSchema.getQueryType()!.getFields());

type Path = (string | number)[];

/** A place where a client writes a value. */
export interface Place {
  path: Path;
  type: GraphQLInputType;
}

/** Every place in the arguments of a field: the arguments, the fields of inputs, the entries of lists. */
export const placesOf = ({ args }: RootField): Place[] => {
  const below = ({ path, type }: Place): Place[] => {
    const nullable = getNullableType(type);
    const inner = isListType(nullable)
      ? [{ path: [...path, 0], type: nullable.ofType }]
      : isInputObjectType(nullable)
        ? Object.values(nullable.getFields()).map((field) => ({ path: [...path, field.name], type: field.type }))
        : [];
    return [{ path, type }, ...inner.flatMap(below)];
  };
  return args.flatMap(({ name, type }) => below({ path: [name], type }));
};

/** A value of the type, with every field that must be there. */
const plainValue = (type: GraphQLInputType): unknown => {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [plainValue(nullable.ofType)];
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  if (isInputObjectType(nullable)) {
    return Object.fromEntries(Object.values(nullable.getFields()).filter((field) => isNonNullType(field.type)).map((field) => [field.name, plainValue(field.type)]));
  }
  return { Boolean: false, Int: 1, Float: 1, DateTime: '2026-01-01T00:00:00.000Z', Duration: 'PT1M' }[nullable.name] ?? 'plain';
};

/** Variables of the types of the field, where nothing is remarkable. */
export const plainVariables = ({ args }: RootField): Record<string, unknown> => Object.fromEntries(args.map(({ name, type }) => [name, plainValue(type)]));

const examples = new Map(readOperations().map(({ operationName, variables }) => [operationName[0]?.toLowerCase() + operationName.slice(1), variables]));

/** Those of the ready-made operation for the field, as far as there is one. */
export const usualVariables = (field: RootField): Record<string, unknown> => ({ ...plainVariables(field), ...examples.get(field.name) });

/** The same with another value in one place; what leads there is made. */
export const putAt = (variables: Record<string, unknown>, { path }: Place, value: unknown, field: RootField): Record<string, unknown> => {
  const places = new Map(placesOf(field).map((place) => [place.path.join('.'), place]));
  const copy = structuredClone(variables);
  let holder: Record<string | number, unknown> = copy;
  path.slice(0, -1).forEach((key, index) => {
    holder[key] ??= plainValue(places.get(path.slice(0, index + 1).join('.'))!.type);
    holder = holder[key] as Record<string | number, unknown>;
  });
  // Not by assignment, which would set a prototype by the name `__proto__`.
  Object.defineProperty(holder, path.at(-1)!, { value, enumerable: true, configurable: true, writable: true });
  return copy;
};

/** The operation for a field: what it gives is read as far as its own scalars, and the reasons of a refusal. */
export const documentOf = (operation: 'query' | 'mutation', { name, args, type }: RootField): string => {
  const named = getNamedType(type);
  const scalars = isObjectType(named)
    ? Object.values(named.getFields())
        .filter((field) => field.args.length === 0 && !isObjectType(getNamedType(field.type)))
        .map((field) => field.name)
    : [];
  const errors = isObjectType(named) && named.getFields()['userErrors'] ? ['userErrors { code path }'] : [];
  const selection = isObjectType(named) ? ` { __typename ${[...scalars, ...errors].join(' ')} }` : '';
  if (args.length === 0) return `${operation} { ${name}${selection} }`;
  return `${operation}(${args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')}) { ${name}(${args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')})${selection} }`;
};

/** Numbers that JSON can write and JavaScript cannot: put into the text in place of a marker. */
const raw: Record<string, string> = { '@1e400@': '1e400', '@-0@': '-0', '@2^53+1@': '9007199254740993' };

/** The body of a request. */
export const bodyOf = (query: string, variables: Record<string, unknown>): string =>
  Object.entries(raw).reduce((text, [marker, number]) => text.replaceAll(JSON.stringify(marker), number), JSON.stringify({ query, variables }));

/** Texts that somewhere mean more than text. */
export const hostileTexts: Record<string, string> = {
  'an empty text': '',
  'a NUL': 'a\0b',
  'half a surrogate pair': 'a\ud83d',
  'the other half': '\ude00b',
  'line ends': 'a@example.com\r\nBcc: b@example.com',
  'writing from right to left': '\u202egnp.exe\u2066\u2069',
  'nothing to see': '\u200b\u200d\ufeff',
  'a quote and a comment': `' OR 1=1; DROP TABLE account; -- "`,
  'a pattern': '%_\\%',
  'a path and a template': '../../etc/passwd{{7*7}}${7*7}<script>alert(1)</script>',
  'the name of a prototype': '__proto__',
  'something like a number': '1e400',
  'bait for a pattern': `${'a'.repeat(30_000)}!@${'.a'.repeat(15_000)}`,
  '90 KB': 'x'.repeat(90_000),
  '100 KB': '\u5f20'.repeat(34_200),
};

/** Values of the wrong kind for a text. */
const noTexts: Record<string, unknown> = { 'a list': ['a'], 'an object': { a: 1 }, 'a truth value': true, 'a fraction': 1.5, 'a number beyond all numbers': '@1e400@' };
const noNumbers: Record<string, unknown> = { 'a text': 'a', 'an object': {}, 'a fraction': 1.5, 'a number beyond all numbers': '@1e400@', 'a number beyond the exact ones': '@2^53+1@', 'a truth value': true };

/** What is sent to a place, and whether a client may send such a thing at all. */
export const hostileValues = ({ type }: Place): { name: string; value: unknown; isWrong: boolean }[] => {
  const nullable = getNullableType(type);
  const wrong = (values: Record<string, unknown>) => Object.entries(values).map(([name, value]) => ({ name, value, isWrong: true }));
  const right = (values: Record<string, unknown>) => Object.entries(values).map(([name, value]) => ({ name, value, isWrong: false }));
  const nothing = { name: 'null', value: null, isWrong: isNonNullType(type) };
  // A single value may stand for a list of one.
  if (isListType(nullable)) return [nothing, ...right({ 'an empty list': [], 'a long list': Array.from({ length: 500 }, () => plainValue(nullable.ofType)) }), ...wrong({ 'a list in a list': [[[]]] })];
  if (isInputObjectType(nullable)) return [nothing, ...wrong({ 'a text': 'a', 'a list': [[]], 'a number': 1, 'a number beyond all numbers': '@1e400@', 'an unknown field': { isAdmin: true } })];
  if (isEnumType(nullable)) return [nothing, ...wrong({ 'a wrong name': 'NO_SUCH_VALUE', 'a name in lower case': nullable.getValues()[0]!.name.toLowerCase(), 'a number': 0, 'a list': [[]], 'a name of every object': 'constructor' })];
  if (nullable.name === 'Boolean') return [nothing, ...wrong({ 'a text': 'true', 'a number': 1, 'an object': {} })];
  if (nullable.name === 'Int') return [nothing, ...wrong(noNumbers), ...right({ 'minus nothing': '@-0@', 'less than nothing': -1, 'the largest': 2_147_483_647, 'the smallest': -2_147_483_648 })];
  if (nullable.name === 'ID' || nullable.name === 'String') {
    const number = { name: 'a number', value: 42, isWrong: nullable.name === 'String' };
    return [nothing, number, ...wrong(noTexts), ...right(hostileTexts)];
  }
  return [nothing, ...wrong(noTexts), ...right(hostileTexts)];
};
