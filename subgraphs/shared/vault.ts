import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { ConfigError } from './config.ts';

/** Keeps personal data unreadable at rest, and findable. */
export interface Vault {
  /** AES-256-GCM, under the newest key, whose id stands in front. */
  seal(plain: string): string;
  /** The text that was sealed. Throws when the key is unknown or the text was tampered with. */
  open(sealed: string): string;
  /** A keyed hash by which equal values find each other; `kind` keeps a phone and a name with the same letters apart. */
  blindIndex(kind: string, value: string): string;
}

/** The hash under which a token or a code is stored. Enough for secrets of high entropy, and for codes that die after five guesses. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export const isSameSecret = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const derive = (key: Buffer, use: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', use, 32));

/** `keys` is `id:base64,id:base64`, the newest first; each key has 32 bytes. A new key is added in front: it seals what is written from then on, while the last key goes on making the blind index. */
export const createVault = (keys: string): Vault => {
  const byId = new Map(
    keys.split(',').map((entry) => {
      const [id, encoded] = entry.split(':');
      const key = Buffer.from(encoded ?? '', 'base64');
      if (!id || key.length !== 32) throw new ConfigError('DATA_KEYS must be id:base64[,id:base64…] with 32 bytes each.');
      return [id, { seal: derive(key, 'seal'), index: derive(key, 'index') }] as const;
    }),
  );
  const [newestId, newest] = [...byId][0]!;
  const oldest = [...byId.values()].at(-1)!;
  return {
    seal: (plain) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', newest.seal, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${newestId}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open: (sealed) => {
      const dot = sealed.indexOf('.');
      const key = byId.get(sealed.slice(0, dot));
      if (!key) throw new Error('Sealed with a key that is not known here.');
      const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key.seal, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
    // The oldest key, because an index must stay the same when a new key is added in front.
    blindIndex: (kind, value) => createHmac('sha256', oldest.index).update(`${kind}\0${value}`).digest('hex'),
  };
};
