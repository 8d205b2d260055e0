import { RateLimiterMemory, RateLimiterRedis, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Log } from '../subgraphs/shared/log.ts';
import { networkOf } from '../subgraphs/shared/network-of.ts';
import { RateLimited } from '../subgraphs/shared/request-errors.ts';

export interface RateLimit {
  /** Counts one mutation of a client address. Throws RATE_LIMITED, with the time to wait, when its network has sent too many. */
  count(address: string | null): Promise<void>;
  close(): Promise<void>;
}

interface Settings {
  mutationsPerMinute: number;
  redisUrl: string | null;
}

/** Bounds how fast one network can try things out. Gateways with a common Redis count together; while it does not answer, each counts for itself. */
export const createRateLimit = async ({ mutationsPerMinute, redisUrl }: Settings, log: Log): Promise<RateLimit> => {
  const options = { keyPrefix: 'hufu:mutations', points: mutationsPerMinute, duration: 60 };
  const { limiter, close } = redisUrl ? await countInRedis(redisUrl, options, log) : { limiter: new RateLimiterMemory(options), close: async () => undefined };
  return {
    count: async (address) => {
      const spent = await limiter.consume(networkOf(address)).then(
        () => null,
        (reason: unknown) => reason as { msBeforeNext: number } | Error,
      );
      if (spent === null) return;
      if (spent instanceof Error) throw spent;
      throw new RateLimited('Too many requests from this network. Wait a moment.', spent.msBeforeNext);
    },
    close,
  };
};

const countInRedis = async (url: string, options: { keyPrefix: string; points: number; duration: number }, log: Log): Promise<{ limiter: RateLimiterAbstract; close: () => Promise<void> }> => {
  const { createClient } = await import('redis');
  const client = createClient({ url, disableOfflineQueue: true, socket: { connectTimeout: 1000 } });
  client.on('error', (error: Error) => log.warn({ reason: error.message }, 'Redis does not answer; this gateway counts for itself'));
  // Waited for until it answers or fails for the first time, so that a gateway counts with the others from its first request on; but a gateway without Redis is better than none.
  const failed = new Promise<void>((resolve) => void client.once('error', () => resolve()));
  await Promise.race([client.connect().then(() => undefined, () => undefined), failed]);
  const limiter = new RateLimiterRedis({ ...options, storeClient: client, useRedisPackage: true, insuranceLimiter: new RateLimiterMemory(options) });
  return {
    limiter,
    close: async () => {
      client.destroy();
    },
  };
};
