import { createHmac, timingSafeEqual } from 'node:crypto';
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
  sign(caller: Caller): string;
  /** The caller, or null when the signature is missing, wrong or too old. */
  verify(token: string): Caller | null;
}

const audience = 'hufu-subgraph';
/** Seconds of the machine's own time. */
const lifetime = 30;
const tolerance = 5;

/** A JWT of one kind only: a token with any other header, so with any other algorithm or key, is none. */
const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'caller' })).toString('base64url');

interface Claims {
  caller: Caller;
  aud: string;
  iat: number;
  exp: number;
}

/** `key` is 32 bytes in base64, the same for the gateway and all subgraphs. A signature holds for half a minute of the machine's own time. */
export const createCallerSignature = (key: string): CallerSignature => {
  const secret = Buffer.from(key, 'base64');
  if (secret.length !== 32) throw new Error('INTERNAL_KEY must be 32 bytes in base64.');
  // Node's own HMAC takes some microseconds; by way of the thread pool, as WebCrypto has it, it was a tenth of the work of a query.
  const hmac = (signed: string): Buffer => createHmac('sha256', secret).update(signed).digest();
  const readClaims = (token: string): Claims | null => {
    const [head, body, signature, ...more] = token.split('.');
    if (head !== header || !body || !signature || more.length > 0) return null;
    const [right, given] = [hmac(`${head}.${body}`), Buffer.from(signature, 'base64url')];
    return given.length === right.length && timingSafeEqual(given, right) ? (JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims) : null;
  };
  return {
    sign: (caller) => {
      const iat = Math.floor(Date.now() / 1000);
      const signed = `${header}.${Buffer.from(JSON.stringify({ caller, aud: audience, iat, exp: iat + lifetime } satisfies Claims)).toString('base64url')}`;
      return `${signed}.${hmac(signed).toString('base64url')}`;
    },
    verify: (token) => {
      const claims = readClaims(token);
      if (!claims || claims.aud !== audience) return null;
      const now = Math.floor(Date.now() / 1000);
      // Not only by its own word on how long it holds.
      const isFresh = claims.exp > now - tolerance && claims.iat <= now + tolerance && now - claims.iat <= lifetime + tolerance;
      return isFresh ? claims.caller : null;
    },
  };
};
