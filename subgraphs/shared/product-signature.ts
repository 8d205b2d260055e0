import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { Caller } from './caller.ts';
import type { ProductKey } from './config.ts';

const audience = 'hufu-product';
/** Seconds; a product signs for one request. */
const longestLife = 60;
const clockTolerance = 5;

/** `{"alg":"HS256","typ":"product"}` and nothing else: which key belongs to a token is for us to say, by its `iss`. */
const hasOnlyKnownHeaders = (token: string): boolean => Object.keys(decodeProtectedHeader(token)).every((name) => name === 'alg' || name === 'typ');

export interface ProductSignature {
  /** The product as a caller, or null when the signature is missing, wrong, too old or good for too long. */
  verify(token: string): Promise<Caller | null>;
}

/** Knows the requests of the platform's products by the keys that they have of their own. A product may have two, while it goes over from one to the next. */
export const createProductSignature = (keys: readonly ProductKey[]): ProductSignature => {
  const verifyWith = async (token: string, { product, key }: ProductKey): Promise<void> => {
    const { payload } = await jwtVerify(token, Buffer.from(key, 'base64'), { algorithms: ['HS256'], typ: 'product', audience, issuer: product, requiredClaims: ['exp'], clockTolerance });
    if (payload.exp! > Date.now() / 1000 + longestLife + clockTolerance) throw new Error('The token is good for too long.');
  };
  return {
    verify: async (token) => {
      try {
        if (!hasOnlyKnownHeaders(token)) return null;
        const { iss } = decodeJwt(token);
        await Promise.any(keys.filter(({ product }) => product === iss).map((key) => verifyWith(token, key)));
        return { from: `product:${iss}`, viewer: null, hasEndedSession: false, language: 'en', device: null, address: null, requestId: randomUUID() };
      } catch {
        return null;
      }
    },
  };
};
