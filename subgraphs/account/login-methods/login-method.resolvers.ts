import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';

export const loginMethodResolvers = (_deps: Deps): Resolvers => ({});
