import { expect, test } from 'vitest';
import { placeOfAddress } from './place-of-address.ts';

test.for([
  ['114.114.114.114', '南京市'],
  ['::ffff:223.5.5.5', '杭州市'],
  ['240e:3b7::1', '广州市'],
  // Outside the mainland, and abroad.
  ['202.45.84.58', '香港'],
  ['8.8.8.8', '美国'],
  // Of some foreign networks the database has no country.
  ['2001:4860:4860::8888', '?'],
  ['127.0.0.1', null],
  ['::1', null],
  ['10.1.2.3', null],
  ['198.18.0.7', null],
  ['fe80::1', null],
  ['fd00::1', null],
  ['no address', null],
  [null, null],
] as const)('the place of %s is %s', ([address, place]) => {
  expect(placeOfAddress(address)).toBe(place);
});
