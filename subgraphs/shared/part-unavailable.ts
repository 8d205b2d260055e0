import { GraphQLError } from 'graphql';

/** The error of a field whose value another subgraph would have given. */
export const partUnavailable = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'PART_UNAVAILABLE' } });
