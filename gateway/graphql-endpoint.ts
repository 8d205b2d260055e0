import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as breathe } from 'node:timers/promises';
import type { ApolloGateway } from '@apollo/gateway';
import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { HttpProblem, readJson, sendJson, sendText } from '../subgraphs/shared/http-server.ts';
import type { Log } from '../subgraphs/shared/log.ts';
import { quietPlugins, toApolloLogger } from '../subgraphs/shared/quiet-apollo.ts';
import { createTurns, mayBeMutation } from '../subgraphs/shared/turns.ts';
import { createErrorFormatter } from './errors.ts';
import { limits, withinLimits } from './limits.ts';
import type { Operation } from './operations.ts';
import type { RateLimit } from './rate-limit.ts';
import { possibleTexts, refuseImpossibleTexts } from './texts.ts';
import { setSessionCookie } from './session-cookie.ts';
import { nobody, type SignedCaller } from './viewer.ts';

/** Asked for an operation that the document does not have, Apollo Gateway fails as if the fault were its own. */
const refuseUnknownOperation: ApolloServerPlugin<SignedCaller> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation }) => {
      if (operation) return;
      const message = 'Name with operationName the operation of the document that is to be carried out.';
      throw new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } } });
    },
  }),
};

/** Counted when it is known to be a mutation, and before any part sees it. */
const limitMutations = (rateLimit: RateLimit): ApolloServerPlugin<SignedCaller> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, contextValue }) => {
      if (operation?.operation === 'mutation') await rateLimit.count(contextValue.address);
    },
  }),
});

/** An answer is bounded too, and has no word of the gateway's inside. */
const trimAnswer: ApolloServerPlugin<SignedCaller> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body } }) => {
      if (body.kind !== 'single') return;
      delete body.singleResult.extensions;
      if (body.singleResult.errors) body.singleResult.errors = body.singleResult.errors.slice(0, limits.errorsInAnswer);
    },
  }),
};

interface Deps {
  gateway: ApolloGateway;
  readCaller: (request: IncomingMessage, requestId: string) => Promise<SignedCaller>;
  rateLimit: RateLimit;
  isProduction: boolean;
  log: Log;
}

/** Answers the public GraphQL requests. */
export const createGraphqlEndpoint = async ({ gateway, readCaller, rateLimit, isProduction, log }: Deps) => {
  const apollo = new ApolloServer<SignedCaller>({
    gateway,
    introspection: !isProduction,
    hideSchemaDetailsFromClientErrors: isProduction,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    parseOptions: { maxTokens: limits.tokens },
    maxRecursiveSelections: limits.selections,
    validationRules: [withinLimits, possibleTexts],
    formatError: createErrorFormatter(log),
    logger: toApolloLogger(log),
    stopOnTerminationSignals: false,
    nodeEnv: isProduction ? 'production' : 'development',
    plugins: [refuseUnknownOperation, refuseImpossibleTexts, limitMutations(rateLimit), trimAnswer, ...quietPlugins],
  });
  await apollo.start();
  const turn = createTurns();

  const answer = async (request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> => {
    const method = request.method ?? 'POST';
    const headers = new HeaderMap(Object.entries(request.headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')] as const));
    const search = request.url?.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
    const body = method === 'POST' ? await readJson(request) : {};
    if (mayBeMutation(body)) await turn();
    const hearSession = (said: string): void => void response.setHeader('set-cookie', setSessionCookie(said));
    const result = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method, headers, search, body },
      context: async () => ({ ...(await readCaller(request, requestId)), hearSession }),
    });
    sendText(response, result.status ?? 200, Object.fromEntries(result.headers), result.body.kind === 'complete' ? result.body.string : '');
  };

  return {
    handle: async (request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> => {
      try {
        await answer(request, response, requestId);
      } catch (error) {
        if (!(error instanceof HttpProblem)) throw error;
        // What is left of a body that is too long is not read any more, so the connection cannot be used again.
        if (error.status === 413) response.setHeader('connection', 'close');
        sendJson(response, error.status, { errors: [{ message: error.message, extensions: { code: 'BAD_REQUEST' } }] });
      }
    },
    /** Plans operations before anybody sends them: the first plan of a process takes ten times as long as the later ones. */
    warmUp: async (operations: Operation[]): Promise<void> => {
      for (const { document, operationName, variables } of operations) {
        await apollo.executeOperation({ query: document, operationName, variables }, { contextValue: nobody });
        await breathe();
      }
    },
    stop: () => apollo.stop(),
  };
};
