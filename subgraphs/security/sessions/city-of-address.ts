import { createRequire } from 'node:module';
import type Module from 'ip2region';

// A CommonJS module whose default export every loader hands out differently, but for `require`.
const require = createRequire(import.meta.url);

let database: InstanceType<typeof Module.default> | undefined;

const openDatabase = (): NonNullable<typeof database> => {
  const { default: Database } = require('ip2region') as typeof Module;
  return new Database();
};

/** The city of a network address in China, for example `深圳市`. Null for private, foreign and unknown addresses. The data is loaded on first use and asks nobody. */
export const cityOfAddress = (address: string | null | undefined): string | null => {
  if (!address) return null;
  const region = (database ??= openDatabase()).search(address);
  return region?.country === '中国' && region.city ? region.city : null;
};
