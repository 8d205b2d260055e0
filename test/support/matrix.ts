import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { getNamedType, isNonNullType, isObjectType, parse, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { createCallerSignature, type Caller } from '../../subgraphs/shared/caller.ts';
import { readSubgraphSdl, subgraphNames, type SubgraphName } from '../../subgraphs/shared/sdl.ts';
import type { Answer } from './client.ts';
import type { RootField } from './hostile.ts';
import type { ServiceGraph } from './import.ts';
import { signAsProduct } from './products.ts';
import { rootAccess, type RootAccess } from './root-fields.ts';

/** Who may call what, as the SDL of each subgraph says, and requests sent straight to a subgraph. */

export const subgraphSchemas = Object.fromEntries(subgraphNames.map((name) => [name, buildSubgraphSchema([{ typeDefs: parse(readSubgraphSdl(name)) }])])) as Record<SubgraphName, GraphQLSchema>;

export interface Row extends RootAccess {
  field: RootField;
}

/** Every root field of every subgraph, also those that are not in the public schema. */
export const rootRows: Row[] = rootAccess.map((row) => {
  const schema = subgraphSchemas[row.subgraph];
  const type = row.operation === 'query' ? schema.getQueryType()! : schema.getMutationType()!;
  return { ...row, field: type.getFields()[row.name]! };
});

const isKeyed = (type: GraphQLObjectType): boolean => [type.astNode, ...type.extensionASTNodes].some((node) => node?.directives?.some(({ name }) => name.value === 'key'));

/** Every type that the gateway, and so whoever has its key, can name by its key. */
export const entityRoutes = subgraphNames.flatMap((subgraph) =>
  Object.values(subgraphSchemas[subgraph].getTypeMap()).flatMap((type) => (isObjectType(type) && isKeyed(type) ? [{ subgraph, type, route: `${subgraph} ${type.name}` }] : [])),
);

/** All that can be read of a type without saying anything, as deep as it goes. */
export const selectionOf = (type: GraphQLObjectType, above: string[] = []): string =>
  Object.values(type.getFields())
    .filter(({ args }) => args.every((arg) => !isNonNullType(arg.type) || arg.defaultValue !== undefined))
    .flatMap(({ name, type: given }) => {
      const named = getNamedType(given);
      if (!isObjectType(named)) return [name];
      return above.includes(named.name) ? [] : [`${name} { __typename ${selectionOf(named, [...above, type.name])} }`];
    })
    .join(' ');

const anonymous: Omit<Caller, 'from'> = { viewer: null, hasEndedSession: false, language: 'en', device: null, address: null, requestId: 'r' };

/** The bearer token with which a request comes to a subgraph. */
export type Signature = string | null;

export const signatures = ({ dataDirectory }: ServiceGraph) => {
  const { INTERNAL_KEY } = JSON.parse(readFileSync(join(dataDirectory, 'keys.json'), 'utf8')) as { INTERNAL_KEY: string };
  const [ours, theirs] = [createCallerSignature(INTERNAL_KEY), createCallerSignature(randomBytes(32).toString('base64'))];
  return {
    sign: (caller: Pick<Caller, 'from'> & Partial<Caller>): Signature => ours.sign({ ...anonymous, requestId: randomUUID(), ...caller }),
    /** Signed, but with a key of somebody's own. */
    forge: (caller: Pick<Caller, 'from'> & Partial<Caller>): Signature => theirs.sign({ ...anonymous, ...caller }),
    product: (): Promise<Signature> => signAsProduct('cvm'),
  };
};

export const sendStraight = async ({ subgraphUrls }: Pick<ServiceGraph, 'subgraphUrls'>, subgraph: SubgraphName, signature: Signature, query: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
  const response = await fetch(`${subgraphUrls[subgraph]}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature === null ? {} : { authorization: `Bearer ${signature}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as Partial<Answer>;
  return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] };
};

const accessCodes = ['UNAUTHENTICATED', 'FORBIDDEN', 'DUTY_FIRST', 'STEP_UP_REQUIRED', 'GRAPHQL_VALIDATION_FAILED'];

/** How far a request came: to the field itself (OPEN, whatever that says), or to what refused it. */
export const verdictOf = ({ status, errors }: Answer): string => {
  if (status === 401) return '401';
  return errors.map(({ extensions }) => extensions?.code).find((code) => accessCodes.includes(code)) ?? 'OPEN';
};

/** Several at a time. */
export const forAll = async <T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> => {
  const rest = all.values();
  await Promise.all(Array.from({ length: 8 }, async () => { for (const one of rest) await each(one); }));
};

/** An id of the same form that belongs to nothing. */
export const madeUp = (id: string): string => id.replace(/[^_]+$/, (end) => createHash('sha256').update(end).digest('hex').slice(0, end.length));
