import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Caller, CallerSignature, Viewer } from '../subgraphs/shared/caller.ts';
import type { Log } from '../subgraphs/shared/log.ts';
import { chooseLanguage } from '../subgraphs/shared/messages/language.ts';
import { clientAddress } from './client-address.ts';
import { createSessionLookUp } from './look-up-session.ts';
import { asksForCookie, readSessionCookie, refuseForeignPage } from './session-cookie.ts';
import type { HearSession, SubgraphClient } from './subgraph-client.ts';
import { partUnavailableMessage } from './unavailable-part.ts';

/** What one public request is executed with: who makes it, signed for the subgraphs. */
export interface SignedCaller {
  signature: string;
  requestId: string;
  address: string | null;
  /** Is told what becomes of the client's session cookie. */
  hearSession?: HearSession;
}

/** Who asks when only the plan of an operation is wanted: no part is sent anything. */
export const nobody: SignedCaller = { signature: '', requestId: '', address: null };

interface Deps {
  security: SubgraphClient;
  signature: CallerSignature;
  trustedProxies: readonly string[];
  /** Whose pages may use the session cookie. */
  origins: readonly string[];
  log: Log;
}

const device = (userAgent: string | undefined): string | null => userAgent?.replaceAll(/\p{Cc}/gu, '').slice(0, 200) || null;

/** Only what a token looks like is worth a look-up. */
const isToken = (text: string | undefined): text is string => text !== undefined && /^[\w-]{43}$/.test(text);

/** Finds out who makes a request. */
export const createViewerReader = ({ security, signature, trustedProxies, origins, log }: Deps) => {
  const lookUpSession = createSessionLookUp({ security, signature });
  const findViewer = async (token: string, anonymous: Caller): Promise<Viewer | null> => {
    try {
      return await lookUpSession(token, anonymous.address);
    } catch (error) {
      log.warn({ part: security.name, requestId: anonymous.requestId, reason: String((error as Error).cause) }, 'a part is unavailable');
      // Whose session cannot be looked up must not be taken for somebody signed out: a page would throw the session away. So nothing is answered at all.
      throw new GraphQLError(partUnavailableMessage, { extensions: { code: 'PART_UNAVAILABLE', http: { status: 503 } } });
    }
  };

  return async (request: IncomingMessage, requestId: string): Promise<SignedCaller> => {
    const { headers } = request;
    // What a client sends itself goes before what its browser adds. Some send an empty header while nobody is signed in.
    const cookie = headers.authorization ? null : readSessionCookie(request);
    const isByCookie = cookie !== null || asksForCookie(request);
    if (isByCookie) refuseForeignPage(request, origins);
    const anonymous: Caller = {
      from: 'client',
      viewer: null,
      hasEndedSession: false,
      // A session that came in a cookie is renewed in one, whether or not the page thinks of asking for it.
      sessionTransport: isByCookie ? 'COOKIE' : 'BEARER',
      language: chooseLanguage(headers['accept-language']),
      device: device(headers['user-agent']),
      address: clientAddress(request, trustedProxies),
      requestId,
    };
    const { address } = anonymous;
    if (!headers.authorization && cookie === null) return { signature: signature.sign(anonymous), requestId, address };
    const token = headers.authorization ? /^Bearer +(.*)$/i.exec(headers.authorization)?.[1] : cookie!;
    // Looked up anew for every request: a session that was ended a moment ago must be of no use any more.
    const viewer = isToken(token) ? await findViewer(token, anonymous) : null;
    return { signature: signature.sign({ ...anonymous, viewer, hasEndedSession: viewer === null }), requestId, address };
  };
};
