import { jwtVerify, SignJWT } from 'jose';
import type { Language } from './messages/language.ts';
import type { SessionDuty } from './schema.generated.ts';
import type { SubgraphName } from './sdl.ts';

/** Who sent a request to a subgraph, and on whose behalf. Signed, so that nothing a client sends can pretend to be it. */
export interface Caller {
  /** `client`: the gateway passes on what a client sent. Otherwise the service, or the product of the platform, that asks for itself. */
  from: 'client' | 'gateway' | SubgraphName | `product:${string}`;
  /** The signed-in account and its session. */
  viewer: Viewer | null;
  /** A session was sent along, but it has ended. */
  hasEndedSession: boolean;
  /** How the client carries its session: as a cookie that its scripts cannot read, or itself. Left out: itself. */
  sessionTransport?: 'COOKIE' | 'BEARER';
  language: Language;
  /** The program of the client, as it named itself. */
  device: string | null;
  /** The network address of the client. */
  address: string | null;
  /** The same in every log line that one public request leads to. */
  requestId: string;
}

export interface Viewer {
  accountId: string;
  sessionId: string;
  /** What has to be done with the session before anything else. */
  duty?: SessionDuty | null;
}

export interface CallerSignature {
  sign(caller: Caller): Promise<string>;
  /** The caller, or null when the signature is missing, wrong or too old. */
  verify(token: string): Promise<Caller | null>;
}

const audience = 'hufu-subgraph';

/** `key` is 32 bytes in base64, the same for the gateway and all subgraphs. A signature holds for half a minute of the machine's own time. */
export const createCallerSignature = (key: string): CallerSignature => {
  const secret = Buffer.from(key, 'base64');
  if (secret.length !== 32) throw new Error('INTERNAL_KEY must be 32 bytes in base64.');
  return {
    sign: (caller) =>
      new SignJWT({ caller }).setProtectedHeader({ alg: 'HS256', typ: 'caller' }).setAudience(audience).setIssuedAt().setExpirationTime('30s').sign(secret),
    verify: (token) =>
      jwtVerify(token, secret, { algorithms: ['HS256'], typ: 'caller', audience, maxTokenAge: '30s', clockTolerance: 5 }).then(
        ({ payload }) => payload['caller'] as Caller,
        () => null,
      ),
  };
};
