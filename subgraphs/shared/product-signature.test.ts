import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { SignJWT, type JWTHeaderParameters } from 'jose';
import { expect, test } from 'vitest';
import { createProductSignature } from './product-signature.ts';

const newKey = () => randomBytes(32);
const [cvm, cvmNext, cos] = [newKey(), newKey(), newKey()];
const { verify } = createProductSignature([['cvm', cvm], ['cvm', cvmNext], ['cos', cos]].map(([product, key]) => ({ product: String(product), key: (key as Buffer).toString('base64') })));

interface Given {
  header?: Partial<JWTHeaderParameters>;
  audience?: string;
  issuer?: string;
  /** Seconds from now. */
  expires?: number | null;
  key?: Parameters<SignJWT['sign']>[0];
}

const sign = ({ header = {}, audience = 'hufu-product', issuer = 'cvm', expires = 60, key = cvm }: Given = {}): Promise<string> => {
  const token: SignJWT = new SignJWT({}).setProtectedHeader({ alg: 'HS256', typ: 'product', ...header }).setAudience(audience).setIssuer(issuer);
  if (expires !== null) token.setExpirationTime(Math.floor(Date.now() / 1000) + expires);
  return token.sign(key);
};

test('a product is known by either of its keys, and only as itself', async () => {
  expect(await verify(await sign())).toMatchObject({ from: 'product:cvm', viewer: null });
  expect(await verify(await sign({ key: cvmNext }))).toMatchObject({ from: 'product:cvm' });
  expect(await verify(await sign({ key: cos, issuer: 'cos' }))).toMatchObject({ from: 'product:cos' });
  expect(await verify(await sign({ key: cos }))).toBeNull();
  expect(await verify(await sign({ issuer: 'cos' }))).toBeNull();
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const unsigned = async (): Promise<string> => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'product' })}.${part({ iss: 'cvm', aud: 'hufu-product', exp: Math.floor(Date.now() / 1000) + 30 })}.`;
};

const strangers: [string, () => Promise<string>][] = [
  ['nothing', async () => ''],
  ['no signature', unsigned],
  ['a signature of another kind', () => sign({ header: { alg: 'RS256' }, key: rsa })],
  ['a longer hash with the same key', () => sign({ header: { alg: 'HS512' }, key: Buffer.concat([cvm, cvm]) })],
  ['an unknown key', () => sign({ key: newKey() })],
  ['an unknown product', () => sign({ issuer: 'nobody' })],
  ['another audience', () => sign({ audience: 'hufu-subgraph' })],
  ['another type', () => sign({ header: { typ: 'caller' } })],
  ['no type', () => sign({ header: { typ: undefined } as never })],
  ['a key named in the header', () => sign({ header: { kid: 'cvm' } })],
  ['an address of keys in the header', () => sign({ header: { jku: 'https://example.com/keys' } })],
  ['an end that is past', () => sign({ expires: -10 })],
  ['an end too far away', () => sign({ expires: 120 })],
  ['no end', () => sign({ expires: null })],
];

test.for(strangers)('%s is nobody', async ([, token]) => {
  expect(await verify(await token())).toBeNull();
});
