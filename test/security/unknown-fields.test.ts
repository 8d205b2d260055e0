import { getNullableType, isInputObjectType } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { documentOf, mutations, placesOf, plainVariables, putAt } from '../support/hostile.ts';
import { register, type Member } from '../support/journeys.ts';
import { sharedClient } from '../support/shared-graph.ts';

/** ASVS 15.3.3: a client writes the fields that the schema names, and no others. */

const client = sharedClient();
let member: Member;
beforeAll(async () => {
  member = await register(client);
});

const coveted = ['id', 'status', 'state', 'role', 'isAdmin', 'appId', 'tenant', 'registeredAt', 'sessionId', 'steppedUpUntil', 'verifiedAt', 'duty', '__proto__', 'constructor', 'prototype'];

const inputs = mutations.flatMap((field) =>
  placesOf(field).flatMap((place) => {
    const type = getNullableType(place.type);
    return isInputObjectType(type) ? [{ at: [field.name, ...place.path].join('.'), field, place, known: Object.keys(type.getFields()) }] : [];
  }),
);

test.for(inputs)('$at takes no field that it does not name', async ({ field, place, known }) => {
  for (const name of [...coveted, 'accountId', 'country'].filter((each) => !known.includes(each))) {
    const variables = putAt(plainVariables(field), { ...place, path: [...place.path, name] }, 'ACTIVE', field);
    const { status, data, errors } = await client.send(documentOf('mutation', field), variables, { token: member.token });
    expect({ status, data, code: errors[0]?.extensions.code }, name).toEqual({ status: 400, data: null, code: 'BAD_USER_INPUT' });
    expect(errors.map(({ message }) => message).join(), name).toContain(`"${name}"`);
  }
});

test.for(mutations.map((field) => [field.name, field] as const))('%s takes no argument that it does not name', async ([name, field]) => {
  const query = documentOf('mutation', field).replace(/\{ (\w+)(\(|)/, (_, called: string, opening: string) => `{ ${called}(accountId: "100000000001"${opening ? ', ' : ')'}`);
  const { status, errors } = await client.send(query, plainVariables(field), { token: member.token });
  expect({ status, code: errors[0]?.extensions.code }, name).toEqual({ status: 400, code: 'GRAPHQL_VALIDATION_FAILED' });
  expect(errors.map(({ message }) => message).join()).toContain('Unknown argument "accountId"');
});
