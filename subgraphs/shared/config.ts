import { z } from 'zod';
import { projectRoot } from './project-root.ts';
import { subgraphNames, type SubgraphName } from './sdl.ts';

/** A setting that a process cannot start with. The message names the variable and what is allowed. */
export class ConfigError extends Error {}

/** The keys of docker-compose.yml say what they are. */
const isSample = (key: string): boolean => Buffer.from(key.split(':').at(-1)!, 'base64').toString('latin1').startsWith('development-only');

/** Throws a ConfigError when a key that everybody knows is to be used in production. */
export const refuseSampleKeys = (keys: Record<string, string>): void => {
  for (const [name, value] of Object.entries(keys)) {
    if (value.split(',').some(isSample)) throw new ConfigError(`${name}: this key is for development only; make one with: openssl rand -base64 32`);
  }
};

export const secretKey = z.string().refine((key) => Buffer.from(key, 'base64').length === 32, 'allowed are 32 random bytes in base64');
export const address = z.url({ protocol: /^https?$/ });

/** Providers of identities, by the word that their settings begin with. */
const identityProviders = ['WECHAT', 'QQ', 'WECOM', 'WEIBO', 'WECHAT_OFFICIAL'] as const;
type IdentityProviderName = (typeof identityProviders)[number];

/** The settings of one provider, all as they are set; which of them are needed depends on the policy. */
export interface IdentityProviderSettings {
  appId: string | undefined;
  appSecret: string | undefined;
  /** One address in place of the official hosts. */
  url: string | undefined;
  /** The same as browsers reach it, where that is another. */
  pageUrl: string | undefined;
  /** Where the operator's token server gives the token of the day. */
  tokenUrl: string | undefined;
}

const withoutSlash = address.transform((url) => url.replace(/\/$/, ''));
const providerShape = Object.fromEntries(
  identityProviders.flatMap((name) => [
    [`${name}_APP_ID`, z.string().min(1).max(128).optional()],
    [`${name}_APP_SECRET`, z.string().min(1).max(256).optional()],
    ...['URL', 'PAGE_URL', 'TOKEN_URL'].map((what) => [`${name}_${what}`, withoutSlash.optional()]),
  ]),
);

const readProviders = (data: Record<string, unknown>): Record<IdentityProviderName, IdentityProviderSettings> => {
  const read = (name: string): string | undefined => data[name] as string | undefined;
  const settingsOf = (name: IdentityProviderName): IdentityProviderSettings => ({
    appId: read(`${name}_APP_ID`),
    appSecret: read(`${name}_APP_SECRET`),
    url: read(`${name}_URL`),
    pageUrl: read(`${name}_PAGE_URL`),
    tokenUrl: read(`${name}_TOKEN_URL`),
  });
  return Object.fromEntries(identityProviders.map((name) => [name, settingsOf(name)])) as Record<IdentityProviderName, IdentityProviderSettings>;
};

/** The key with which a product of the platform signs its requests. */
export interface ProductKey {
  /** The product, as the catalogue of protected operations calls it. */
  product: string;
  key: string;
}

const productKey = z.strictObject({ product: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), key: secretKey });
const productKeys = z
  .string()
  .default('')
  .transform((list) => list.split(',').map((entry) => entry.trim()).filter(Boolean).map((entry) => ({ product: entry.split(':')[0]!, key: entry.slice(entry.indexOf(':') + 1) })))
  .refine((keys) => z.array(productKey).max(500).safeParse(keys).success, 'allowed is PRODUCT:KEY, comma-separated, each key 32 random bytes in base64');

const shape = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  POLICY: z.string().default('default'),
  DATABASE_POOL: z.coerce.number().int().min(1).max(1000).default(10),
  DATA_KEYS: z.string().min(1),
  INTERNAL_KEY: secretKey,
  PRODUCT_KEYS: productKeys,
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  MAIL_FROM: z.string().default('Hufu <no-reply@hufu.example>'),
  SMS_URL: address,
  WECHAT_MESSAGES_URL: address.optional(),
  FACE_URL: address,
  FACE_SIGN_IN_URL: withoutSlash.optional(),
  FACE_SIGN_IN_SECRET: z.string().min(1).max(256).optional(),
  CLOUD_URL: address,
  CONSOLE_URL: address,
  KNOWN_PASSWORDS_FILE: z.string().min(1).optional(),
  CAPTCHA_URL: address.optional(),
  CAPTCHA_SECRET: z.string().min(1).max(256).optional(),
  CAPTCHA_SITE_KEY: z.string().min(1).max(256).optional(),
  CLOCK_URL: address.optional(),
  CLOCK_KEY: secretKey.optional(),
  THIRD_PARTY_REDIRECT_URIS: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((uri) => uri.trim()).filter(Boolean))
    .pipe(z.array(address.max(500)).max(50)),
  APP_SCAN_URL: address.max(500).optional(),
  PASSKEY_RP_ID: z.string().min(1).max(253).optional(),
  PASSKEY_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((origin) => origin.trim()).filter(Boolean)),
  ...(providerShape as object),
});

/** A provider of captchas that speaks the siteverify protocol. */
export interface CaptchaSettings {
  /** Where answers are verified. */
  url: string;
  secret: string;
  /** What a page shows the captcha with. */
  siteKey: string;
}

/** The service that compares the faces that are signed in with. */
export interface FaceSignInSettings {
  url: string;
  secret: string;
}

export interface SubgraphConfig {
  host: string;
  port: number;
  policy: string;
  databaseUrl: string;
  /** The most connections that this process has to it at once; an embedded store has one. */
  databaseConnections: number;
  dataKeys: string;
  internalKey: string;
  /** Of the security subgraph alone: no other answers products. */
  productKeys: ProductKey[];
  smtpUrl: string;
  mailFrom: string;
  smsUrl: string;
  /** Null where nothing is sent by WeChat. */
  wechatMessagesUrl: string | null;
  faceUrl: string;
  /** Null when no service is set. */
  faceSignIn: FaceSignInSettings | null;
  cloudUrl: string;
  /** The pages that links in messages lead to, without a slash at the end. */
  consoleUrl: string;
  /** Null when no provider is set. */
  captcha: CaptchaSettings | null;
  identityProviders: Record<IdentityProviderName, IdentityProviderSettings>;
  /** Where providers may send browsers back to, the usual one first. */
  redirectUris: string[];
  /** What a QR code for the company's own apps leads to. */
  appScanUrl: string | null;
  /** The domain that passkeys are made for; null: that of the console. */
  passkeyRpId: string | null;
  /** The origins that use them; none: that of the console. */
  passkeyOrigins: string[];
  /** Passwords known from leaks, as Have I Been Pwned gives them out: a SHA-1 in each line, sorted. */
  knownPasswordsFile: string | null;
  /** A clock that can be moved. Only for development. */
  clock: { url: string; key: string } | null;
  subgraphUrls: Partial<Record<SubgraphName, string>>;
  migrateOnStart: boolean;
}

/** Where a subgraph keeps its data: `sqlite:FILE`, or `mysql://user:password@host/database`. */
export const databaseUrlOf = (name: SubgraphName, environment = process.env): string =>
  environment[`${name.toUpperCase()}_DATABASE_URL`] ?? `sqlite:${environment['DATA_DIRECTORY'] ?? `${projectRoot}/.data`}/${name}.db`;

/** Reads the environment of a subgraph. Throws a ConfigError that names every variable that is missing or impossible. */
export const readConfig = (name: SubgraphName, environment = process.env): SubgraphConfig => {
  const parsed = shape.safeParse(environment);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  const { data } = parsed;
  const isProduction = data.NODE_ENV === 'production';
  if (isProduction) refuseSampleKeys({ DATA_KEYS: data.DATA_KEYS, INTERNAL_KEY: data.INTERNAL_KEY, PRODUCT_KEYS: data.PRODUCT_KEYS.map(({ key }) => key).join(',') });
  if (isProduction && data.CLOCK_URL) throw new ConfigError('CLOCK_URL: a clock that can be moved is refused with NODE_ENV=production.');
  if (data.CLOCK_URL && !data.CLOCK_KEY) throw new ConfigError('CLOCK_KEY: needed with CLOCK_URL.');
  const { CAPTCHA_URL: url, CAPTCHA_SECRET: secret, CAPTCHA_SITE_KEY: siteKey } = data;
  const captcha = url && secret && siteKey ? { url, secret, siteKey } : null;
  if (!captcha && (url || secret || siteKey)) throw new ConfigError('CAPTCHA_URL, CAPTCHA_SECRET, CAPTCHA_SITE_KEY: set all three, or none.');
  const { FACE_SIGN_IN_URL: faceUrl, FACE_SIGN_IN_SECRET: faceSecret } = data;
  const faceSignIn = faceUrl && faceSecret ? { url: faceUrl, secret: faceSecret } : null;
  if (!faceSignIn && (faceUrl || faceSecret)) throw new ConfigError('FACE_SIGN_IN_URL, FACE_SIGN_IN_SECRET: set both, or none.');
  return {
    host: data.HOST,
    port: data.PORT,
    policy: data.POLICY,
    databaseUrl: databaseUrlOf(name, environment),
    databaseConnections: data.DATABASE_POOL,
    dataKeys: data.DATA_KEYS,
    internalKey: data.INTERNAL_KEY,
    productKeys: name === 'security' ? data.PRODUCT_KEYS : [],
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    smsUrl: data.SMS_URL,
    wechatMessagesUrl: data.WECHAT_MESSAGES_URL ?? null,
    faceUrl: data.FACE_URL,
    faceSignIn,
    cloudUrl: data.CLOUD_URL,
    consoleUrl: data.CONSOLE_URL.replace(/\/+$/, ''),
    captcha,
    identityProviders: readProviders(data),
    redirectUris: data.THIRD_PARTY_REDIRECT_URIS,
    appScanUrl: data.APP_SCAN_URL ?? null,
    passkeyRpId: data.PASSKEY_RP_ID ?? null,
    passkeyOrigins: data.PASSKEY_ORIGINS,
    knownPasswordsFile: data.KNOWN_PASSWORDS_FILE ?? null,
    clock: data.CLOCK_URL && data.CLOCK_KEY ? { url: data.CLOCK_URL, key: data.CLOCK_KEY } : null,
    subgraphUrls: Object.fromEntries(subgraphNames.map((other) => [other, environment[`${other.toUpperCase()}_URL`]]).filter(([, url]) => url)),
    migrateOnStart: !isProduction,
  };
};
