import { expect, test } from 'vitest';
import { cityOfAddress } from './city-of-address.ts';

test.for([
  ['120.24.78.129', '深圳市'],
  ['::ffff:120.24.78.129', '深圳市'],
  ['240e:3b7::1', '广州市'],
  ['127.0.0.1', null],
  ['::1', null],
  ['10.1.2.3', null],
  ['fe80::1', null],
  ['8.8.8.8', null],
  ['no address', null],
  ['', null],
] as const)('the city of %s is %s', ([address, city]) => {
  expect(cityOfAddress(address)).toBe(city);
});
