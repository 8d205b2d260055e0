import { isIP } from 'node:net';
import { z } from 'zod';
import { address, ConfigError, refuseSampleKeys, secretKey } from '../subgraphs/shared/config.ts';
import type { SubgraphName } from '../subgraphs/shared/sdl.ts';

const baseAddress = address.refine((text) => !URL.canParse(text) || new URL(text).pathname === '/', 'allowed is a base address without a path');
const list = z.string().transform((text) => text.split(',').map((entry) => entry.trim()).filter(Boolean));
const isOrigin = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
const origins = list.refine((all) => all.every(isOrigin), 'allowed are origins like https://console.example.com, separated by commas');
const addresses = list.refine((all) => all.every((entry) => isIP(entry) !== 0), 'allowed are network addresses, separated by commas');

const shape = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  INTERNAL_KEY: secretKey,
  ACCOUNT_URL: baseAddress,
  SECURITY_URL: baseAddress,
  VERIFICATION_URL: baseAddress,
  DEREGISTRATION_URL: baseAddress,
  CORS_ORIGINS: origins.optional(),
  TRUSTED_PROXIES: addresses.default([]),
  MUTATIONS_PER_MINUTE: z.coerce.number().int().min(1).default(600),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  EXPLORER: z.enum(['on', 'off']).optional(),
  DRAIN_AFTER_SECONDS: z.coerce.number().int().min(0).max(60).optional(),
});

export interface GatewayConfig {
  host: string;
  port: number;
  isProduction: boolean;
  internalKey: string;
  subgraphUrls: Record<SubgraphName, string>;
  /** The origins whose pages may read answers. */
  corsOrigins: string[];
  /** The proxies whose word on the client's address is taken. */
  trustedProxies: string[];
  /** How many mutations one network may send in a minute. */
  mutationsPerMinute: number;
  /** Where all gateways count together. Null: each counts for itself. */
  redisUrl: string | null;
  hasExplorer: boolean;
  /** How long a stopping gateway still takes requests after it has said that it is not ready: what a load balancer needs to notice. */
  drainAfter: number;
}

/** Pages that a developer explores the API with. */
const developmentOrigins = (port: number): string[] => [
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
  ...new Set([4000, port].flatMap((each) => [`http://localhost:${each}`, `http://127.0.0.1:${each}`])),
];

/** Reads the environment of the gateway. Throws a ConfigError that names every variable that is missing or impossible. */
export const readConfig = (environment = process.env): GatewayConfig => {
  const parsed = shape.safeParse(environment);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  const { data } = parsed;
  const isProduction = data.NODE_ENV === 'production';
  if (isProduction) refuseSampleKeys({ INTERNAL_KEY: data.INTERNAL_KEY });
  return {
    host: data.HOST,
    port: data.PORT,
    isProduction,
    internalKey: data.INTERNAL_KEY,
    subgraphUrls: {
      account: data.ACCOUNT_URL,
      security: data.SECURITY_URL,
      verification: data.VERIFICATION_URL,
      deregistration: data.DEREGISTRATION_URL,
    },
    corsOrigins: data.CORS_ORIGINS ?? (isProduction ? [] : developmentOrigins(data.PORT)),
    trustedProxies: data.TRUSTED_PROXIES,
    mutationsPerMinute: data.MUTATIONS_PER_MINUTE,
    redisUrl: data.REDIS_URL ?? null,
    hasExplorer: data.EXPLORER ? data.EXPLORER === 'on' : !isProduction,
    drainAfter: (data.DRAIN_AFTER_SECONDS ?? (isProduction ? 5 : 0)) * 1000,
  };
};
