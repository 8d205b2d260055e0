import { expect, test } from 'vitest';
import { whyListRefused } from './address-list.ts';

const policy = { isOffered: true, most: 3 };

test.for([
  ['114.114.114.114', ['114.114.0.0/16'], null],
  ['114.114.114.114', ['114.114.114.114'], null],
  ['114.114.114.114', ['10.0.0.0/8', '114.114.114.0/24'], null],
  ['240e:3b7::1', ['240e:3b7::/32'], null],
  ['240e:3b7::1', ['114.114.0.0/16'], 'ADDRESS_LIST_WITHOUT_OWN'],
  ['114.115.0.1', ['114.114.0.0/16'], 'ADDRESS_LIST_WITHOUT_OWN'],
  ['114.114.114.114', [], 'ADDRESS_LIST_WITHOUT_OWN'],
  [null, ['114.114.0.0/16'], 'ADDRESS_LIST_WITHOUT_OWN'],
  ['114.114.114.114', ['0.0.0.0/0'], 'NETWORK_INVALID'],
  ['114.114.114.114', ['114.114.0.0/33'], 'NETWORK_INVALID'],
  ['114.114.114.114', ['114.114.0.0/16/8'], 'NETWORK_INVALID'],
  ['114.114.114.114', ['114.114.0/16'], 'NETWORK_INVALID'],
  ['114.114.114.114', ['somewhere'], 'NETWORK_INVALID'],
  ['114.114.114.114', ['1.1.1.1', '1.1.1.2', '1.1.1.3', '114.114.114.114'], 'ADDRESS_LIST_TOO_LONG'],
] as const)('from %s the list %j: %s', ([own, networks, code]) => {
  expect(whyListRefused({ isOn: true, networks: [...networks] }, own, policy)?.code ?? null).toBe(code);
});

test('one that is switched off need not hold the own address', () => {
  expect(whyListRefused({ isOn: false, networks: [] }, '114.114.114.114', policy)).toBeNull();
});
