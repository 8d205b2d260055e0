import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { Caller } from './caller.ts';
import { asCaller } from './current-caller.ts';
import { HttpProblem, readJson, sendText } from './http-server.ts';
import type { Log } from './log.ts';
import { quietPlugins, toApolloLogger } from './quiet-apollo.ts';
import { handOverHeader, type HandedOver, type RequestContext } from './request-context.ts';
import { createTurns, mayBeMutation } from './turns.ts';

/** A fault keeps its cause to the log: what a caller may know of it is that it happened. */
const maskFault =
  (log: Log) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const cause = unwrapResolverError(error);
    if (cause instanceof GraphQLError) return formatted;
    log.error({ path: formatted.path?.join('.'), reason: String(cause), stack: (cause as Error).stack, cause: String((cause as Error).cause ?? '') }, 'a resolver failed');
    return { ...formatted, message: 'Something went wrong here. Try again.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  };

/** Answers GraphQL requests whose bearer token says who sends them: the gateway, another subgraph or a product; everything else gets 401. */
export const createGraphqlEndpoint = async (schema: GraphQLSchema, readCaller: (token: string) => Promise<Caller | null>, log: Log) => {
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: false,
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    formatError: maskFault(log),
    logger: toApolloLogger(log),
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    plugins: quietPlugins,
  });
  await apollo.start();
  const turn = createTurns();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const caller = await readCaller(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
    if (!caller) throw new HttpProblem(401, 'This endpoint answers the gateway and the other services only.');
    const body = await readJson(request);
    if (mayBeMutation(body)) await turn();
    const headers = new HeaderMap(Object.entries({ 'content-type': 'application/json' }));
    const handedOver: HandedOver = { sessionToken: null };
    const httpGraphQLRequest = { method: request.method ?? 'POST', headers, search: '', body };
    const answer = await asCaller(caller, () => apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => ({ caller, handedOver }) }));
    if (handedOver.sessionToken) response.setHeader(handOverHeader, handedOver.sessionToken);
    sendText(response, answer.status ?? 200, Object.fromEntries(answer.headers), answer.body.kind === 'complete' ? answer.body.string : '');
  };
  return { handle, stop: () => apollo.stop() };
};
