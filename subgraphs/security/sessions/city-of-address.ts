import { createRequire } from 'node:module';
import type Module from 'ip2region';

// A CommonJS module whose default export every loader hands out differently, but for `require`.
const require = createRequire(import.meta.url);

let database: InstanceType<typeof Module.default> | undefined;

const openDatabase = (): NonNullable<typeof database> => {
  const { default: Database } = require('ip2region') as typeof Module;
  return new Database();
};

/** What the database knows of an address. The data is loaded on first use and asks nobody. */
export const regionOfAddress = (address: string) => (database ??= openDatabase()).search(address);

/** The city of a network address in China, for example `深圳市`. Null for private, foreign and unknown addresses. */
export const cityOfAddress = (address: string | null | undefined): string | null => {
  if (!address) return null;
  const region = regionOfAddress(address);
  return region?.country === '中国' && region.city ? region.city : null;
};
