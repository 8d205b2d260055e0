import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getVariableValues, Kind, parse, validate, type OperationDefinitionNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { withinLimits } from '../../gateway/limits.ts';
import { readOperations } from '../../gateway/operations.ts';
import { schemaDirectory } from '../../subgraphs/shared/sdl.ts';

const schema = buildSchema(readFileSync(join(schemaDirectory, 'api.graphql'), 'utf8'));
const operations = readOperations();

const toPascalCase = (name: string): string => name.replaceAll(/(^|-)(.)/g, (_, __, letter: string) => letter.toUpperCase());

test('the headline query comes first', () => {
  expect(operations[0]?.name).toBe('me');
});

test('every mutation has a ready-made operation', () => {
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {}).map((name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  expect(operations.map(({ name }) => name)).toEqual(expect.arrayContaining(mutations));
});

describe.for(operations)('$name', ({ name, description, document, variables }) => {
  const parsed = parse(document);
  const [definition, ...more] = parsed.definitions as OperationDefinitionNode[];

  test('is one described operation named like its file', () => {
    expect(description).toMatch(/\.$/);
    expect(more).toEqual([]);
    expect(definition?.kind).toBe(Kind.OPERATION_DEFINITION);
    expect(definition?.name?.value).toBe(toPascalCase(name));
  });

  test('is valid, and within the limits of the gateway', () => {
    expect(validate(schema, parsed)).toEqual([]);
    expect(validate(schema, parsed, [withinLimits])).toEqual([]);
  });

  test('comes with variables that fit', () => {
    expect(getVariableValues(schema, definition?.variableDefinitions ?? [], variables).errors).toBeUndefined();
    expect(Object.keys(variables)).toEqual(definition?.variableDefinitions?.map(({ variable }) => variable.name.value) ?? []);
  });
});
