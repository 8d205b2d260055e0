import { z } from 'zod';
import { ConfigError, type FaceSignInSettings } from '../../shared/config.ts';
import type { Log } from '../../shared/log.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { AccountPolicy } from '../policy.ts';
import { beginExchange, unavailable } from '../third-party/ask-provider.ts';

/** A look into the camera that the app's SDK, or the page at `url`, carries out. */
export interface FaceCapture {
  ticket: string;
  url: string;
  expiresAt: number;
}

interface Shown {
  /** The check that asks: the same one is told the same however often it asks, another is told nothing. */
  id: string;
  capture: string;
  /** What the SDK gave for the face that it saw. */
  token: string;
  /** The numbers of the accounts whose enrolled face it may be. */
  accountIds: string[];
}

/** The service that keeps the enrolled faces of passports and compares them. Refuses with PROVIDER_UNAVAILABLE when it does not answer. */
export interface FaceService {
  /** Prepares a look into the camera. It is not said whom the service has to expect. */
  open(id: string): Promise<Result<FaceCapture>>;
  /** Of these accounts, those whose face it was. Refuses with FACE_CHECK_NOT_FOUND a token that is not of this capture, has run out, or was used by another check. */
  compare(shown: Shown): Promise<Result<string[]>>;
}

export const faceCheckNotFound: Refusal = { code: 'FACE_CHECK_NOT_FOUND', path: ['ticket'] };

/** None is longer; what is goes to nobody. */
const longestToken = 8192;
const tokenNotFound: Refusal = { ...faceCheckNotFound, path: ['faceToken'] };

const captureShape = z.object({
  capture: z.string().min(1).max(255),
  url: z.url({ protocol: /^https?$/ }).max(2000),
  expiresAt: z.iso.datetime({ offset: true }).transform((written) => Date.parse(written)),
});
const comparedShape = z.object({ matching: z.array(z.string()).nullable() });

const speakWith = ({ url, secret }: FaceSignInSettings, log: Log): FaceService => {
  const ask = <T>(path: string, question: object, shape: z.ZodType<T>): Promise<T | null> => beginExchange('FACE', log)({ url: `${url}${path}`, query: {}, json: { secret, ...question } }, shape);
  return {
    open: async (id) => {
      const opened = await ask('/captures', { id }, captureShape);
      return opened ? ok({ ticket: opened.capture, url: opened.url, expiresAt: opened.expiresAt }) : unavailable();
    },
    compare: async (shown) => {
      if (shown.token.length > longestToken) return refuse(tokenNotFound);
      const compared = await ask('/comparisons', shown, comparedShape);
      if (!compared) return unavailable();
      return compared.matching ? ok(compared.matching) : refuse(tokenNotFound);
    },
  };
};

const isOffered = ({ options }: AccountPolicy['signIn']): boolean => options.some(({ methods }) => methods.includes('FACE'));

/** Throws a ConfigError when the policy offers FACE and no service is configured. */
export const createFaceService = (settings: FaceSignInSettings | null, { signIn }: AccountPolicy, log: Log): FaceService => {
  if (settings) return speakWith(settings, log);
  if (isOffered(signIn)) throw new ConfigError('FACE_SIGN_IN_URL and FACE_SIGN_IN_SECRET: needed, because the policy offers FACE (account.signIn.options).');
  const notOffered = () => Promise.reject(new Error('The policy does not offer FACE.'));
  return { open: notOffered, compare: notOffered };
};
