import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Caller, CallerSignature, Viewer } from '../subgraphs/shared/caller.ts';
import type { Log } from '../subgraphs/shared/log.ts';
import { chooseLanguage } from '../subgraphs/shared/messages/language.ts';
import { hashSecret } from '../subgraphs/shared/vault.ts';
import { clientAddress } from './client-address.ts';
import type { SubgraphClient } from './subgraph-client.ts';
import { partUnavailableMessage } from './unavailable-part.ts';

/** What one public request is executed with: who makes it, signed for the subgraphs. */
export interface SignedCaller {
  signature: string;
  requestId: string;
  address: string | null;
}

/** Who asks when only the plan of an operation is wanted: no part is sent anything. */
export const nobody: SignedCaller = { signature: '', requestId: '', address: null };

interface Deps {
  security: SubgraphClient;
  signature: CallerSignature;
  trustedProxies: readonly string[];
  log: Log;
}

const sessionQuery = 'query($hash: String!) { sessionOfToken(tokenHash: $hash) { sessionId accountId duty } }';

const device = (userAgent: string | undefined): string | null => userAgent?.replaceAll(/\p{Cc}/gu, '').slice(0, 200) || null;

/** Only what a token looks like is worth a look-up. */
const tokenOf = (authorization: string): string | null => /^Bearer +([\w-]{43})$/i.exec(authorization)?.[1] ?? null;

/** Finds out who makes a request. */
export const createViewerReader = ({ security, signature, trustedProxies, log }: Deps) => {
  const findViewer = async (token: string, anonymous: Caller): Promise<Viewer | null> => {
    try {
      const { data, errors } = await security.send({ query: sessionQuery, variables: { hash: hashSecret(token) } }, await signature.sign({ ...anonymous, from: 'gateway' }));
      if (!data || errors) throw new Error('the session could not be looked up', { cause: errors?.[0]?.message });
      return (data['sessionOfToken'] as Viewer | null | undefined) ?? null;
    } catch (error) {
      log.warn({ part: security.name, requestId: anonymous.requestId, reason: String((error as Error).cause) }, 'a part is unavailable');
      // Whose session cannot be looked up must not be taken for somebody signed out: a page would throw the session away. So nothing is answered at all.
      throw new GraphQLError(partUnavailableMessage, { extensions: { code: 'PART_UNAVAILABLE', http: { status: 503 } } });
    }
  };

  return async (request: IncomingMessage, requestId: string): Promise<SignedCaller> => {
    const { headers } = request;
    const anonymous: Caller = {
      from: 'client',
      viewer: null,
      hasEndedSession: false,
      language: chooseLanguage(headers['accept-language']),
      device: device(headers['user-agent']),
      address: clientAddress(request, trustedProxies),
      requestId,
    };
    const { address } = anonymous;
    // Some clients send an empty header while nobody is signed in.
    if (!headers.authorization) return { signature: await signature.sign(anonymous), requestId, address };
    const token = tokenOf(headers.authorization);
    // Looked up anew for every request: a session that was ended a moment ago must be of no use any more.
    const viewer = token ? await findViewer(token, anonymous) : null;
    return { signature: await signature.sign({ ...anonymous, viewer, hasEndedSession: viewer === null }), requestId, address };
  };
};
