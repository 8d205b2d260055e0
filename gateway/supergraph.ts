import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { isScalarType } from 'graphql';
import type { Log } from '../subgraphs/shared/log.ts';
import { toApolloLogger } from '../subgraphs/shared/quiet-apollo.ts';
import { scalarResolvers } from '../subgraphs/shared/scalars.ts';
import { schemaDirectory, type SubgraphName } from '../subgraphs/shared/sdl.ts';
import type { SubgraphClient } from './subgraph-client.ts';
import { unavailablePart } from './unavailable-part.ts';
import { nobody, type SignedCaller } from './viewer.ts';

/** Where the plan's requests to one subgraph go. Of the client's request nothing is passed on but the signed caller. */
const createDataSource = (client: SubgraphClient, log: Log): GraphQLDataSource<SignedCaller> => ({
  process: async ({ request, context }) => {
    const { query = '', variables, operationName } = request;
    const { signature, requestId, hearSession } = context as SignedCaller;
    if (signature === nobody.signature) return { data: null };
    try {
      return await client.send({ query, variables, operationName }, signature, hearSession);
    } catch (error) {
      log.warn({ part: client.name, requestId, reason: String((error as Error).cause) }, 'a part is unavailable');
      // Thrown, the error would have no path; as an answer it lands at the fields that are missing.
      return { errors: unavailablePart(query, variables) };
    }
  },
});

/** Plans and executes requests over the subgraphs, by the composed schema. */
export const createSupergraph = (clients: Record<SubgraphName, SubgraphClient>, log: Log): ApolloGateway => {
  // Looked at when the gateway is constructed: it would report to its maker and probe cloud metadata addresses.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(join(schemaDirectory, 'supergraph.graphql'), 'utf8'),
    buildService: ({ name }) => createDataSource(clients[name as SubgraphName], log),
    // It was composed from checked schemas; checking it again at every start takes a while.
    validateSupergraph: false,
    __exposeQueryPlanExperimental: false,
    logger: toApolloLogger(log),
  });
  // The composed schema knows only the names of our scalars: what is none is refused here as every other wrong input is. What is one goes on as it was written.
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    for (const { name, parseValue, parseLiteral } of Object.values(scalarResolvers)) {
      const type = apiSchema.getType(name);
      if (isScalarType(type)) Object.assign(type, { parseValue: (value: unknown) => (parseValue(value), value), parseLiteral });
    }
  });
  return gateway;
};
