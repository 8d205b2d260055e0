import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { createCallerSignature } from '../../subgraphs/shared/caller.ts';
import type { SubgraphName } from '../../subgraphs/shared/sdl.ts';
import type { Answer } from './client.ts';
import type { TestGraph } from './graph.ts';

/** What the platform's other systems do: they call a subgraph themselves, as a signed service. */

export type ServiceGraph = Pick<TestGraph, 'subgraphUrls' | 'dataDirectory'>;

/** A call that only a service of the deployment may make. */
export const askAsService = async ({ subgraphUrls, dataDirectory }: ServiceGraph, subgraph: SubgraphName, document: string, variables: Record<string, unknown>): Promise<Answer> => {
  const keys = JSON.parse(readFileSync(join(dataDirectory, 'keys.json'), 'utf8')) as { INTERNAL_KEY: string };
  const signed = createCallerSignature(keys.INTERNAL_KEY).sign({
    from: 'gateway',
    viewer: null,
    hasEndedSession: false,
    language: 'en',
    device: null,
    address: null,
    requestId: randomUUID(),
  });
  const response = await fetch(`${subgraphUrls[subgraph]}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${signed}` },
    body: JSON.stringify({ query: document, variables }),
  });
  const body = (await response.json()) as Partial<Answer>;
  return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] };
};

/** An account as its place of origin describes it; what a test is not about is filled in. */
export interface Imported {
  origin?: string;
  originId?: string;
  kind?: string;
  country?: string;
  site?: string;
  registeredAt?: string;
  nickname?: string;
  username?: string;
  email?: string;
  phone?: string;
  /** The password, or its hash as it comes from there. */
  password?: string;
  passwordHash?: string;
  identities?: { kind: string; subject: string }[];
  traits?: string[];
}

/** Hashed at a lower cost than ours, as elsewhere it may be. */
export const hashElsewhere = (password: string): Promise<string> => hash(password, { algorithm: 2, memoryCost: 8192, timeCost: 1, parallelism: 1 });

export const sendImport = async (graph: ServiceGraph, { password, ...given }: Imported): Promise<Answer> => {
  const input = {
    origin: 'PASSPORT_SITE',
    originId: randomUUID(),
    kind: 'PASSPORT',
    country: 'CN',
    site: 'CN',
    registeredAt: '2020-01-01T00:00:00.000Z',
    ...(password === undefined ? {} : { passwordHash: await hashElsewhere(password) }),
    ...given,
  };
  return askAsService(graph, 'account', 'mutation($input: ImportAccountInput!) { importAccount(input: $input) }', { input });
};

/** Takes an account over, and gives its number. */
export const importAccount = async (graph: ServiceGraph, given: Imported): Promise<string> => {
  const { data, errors } = await sendImport(graph, given);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.importAccount;
};

/** Lets one phone stand for more accounts; null takes it back. */
export const allowPhone = (graph: ServiceGraph, phone: string, most: number | null): Promise<Answer> =>
  askAsService(graph, 'account', 'mutation($phone: String!, $most: Int) { allowPhone(phone: $phone, most: $most) }', { phone, most });
