import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVault } from './vault.ts';

const newKey = (): string => randomBytes(32).toString('base64');

test('what is sealed can be opened, and nothing of it can be read', () => {
  const vault = createVault(`k1:${newKey()}`);
  const sealed = vault.seal('张三 110101199003074477');
  expect(sealed).not.toContain('110101');
  expect(vault.open(sealed)).toBe('张三 110101199003074477');
  expect(vault.seal('张三')).not.toBe(vault.seal('张三'));
});

test('a sealed text that was changed is refused', () => {
  const vault = createVault(`k1:${newKey()}`);
  const sealed = vault.seal('a secret');
  const at = sealed.length - 2;
  expect(() => vault.open(sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1))).toThrow();
});

test('a new key in front seals, the old one still opens, and what was indexed is still found', () => {
  const [oldKey, newerKey] = [newKey(), newKey()];
  const before = createVault(`k1:${oldKey}`);
  const after = createVault(`k2:${newerKey},k1:${oldKey}`);
  expect(after.open(before.seal('x'))).toBe('x');
  expect(after.seal('x')).toMatch(/^k2\./);
  expect(after.blindIndex('phone', '+8613800000000')).toBe(before.blindIndex('phone', '+8613800000000'));
  expect(() => before.open(after.seal('x'))).toThrow();
});

test('the same value of two kinds has two indexes', () => {
  const vault = createVault(`k1:${newKey()}`);
  expect(vault.blindIndex('phone', '1')).not.toBe(vault.blindIndex('name', '1'));
});

test.for(['', 'k1', 'k1:abc', `:${newKey()}`])('keys "%s" are refused', (keys) => {
  expect(() => createVault(keys)).toThrow(/DATA_KEYS/);
});
