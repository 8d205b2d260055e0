import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';

export const subgraphNames = ['account', 'security', 'verification', 'deregistration'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

export const schemaDirectory = join(projectRoot, 'schema');

const readFolder = (folder: string): string[] =>
  readdirSync(join(schemaDirectory, folder))
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => readFileSync(join(schemaDirectory, folder, file), 'utf8'));

/** The whole SDL of a subgraph: what all share, and its own features. `type Query` and `type Mutation` may be written once per feature. */
export const readSubgraphSdl = (name: SubgraphName): string =>
  [...readFolder('shared'), ...readFolder(name)].join('\n').replace(/^type (Query|Mutation) \{/gm, 'extend type $1 {');

/** The SDL that every subgraph begins with. */
export const readSharedSdl = (): string => readFolder('shared').join('\n');
