import { expect, test } from 'vitest';
import type { SensitiveOperation } from '../../shared/schema.generated.ts';
import { acceptedByProduct, findProtected, nameProtected, toProtectedOperations } from './catalogue.ts';
import { cataloguePolicy, type Catalogue } from './catalogue-policy.ts';

const shape = cataloguePolicy(['BIND_MFA', 'UNBIND_MFA']);
const product = (key: string, operations: object[]) => ({ key, title: { en: key, zh: `产品${key}` }, operations });
const operation = (key: string, more: object = {}) => ({ key, title: { en: 'shut down' }, ...more });
const groups = (...products: object[]) => [{ title: { en: 'Group' }, products }];

const catalogue: Catalogue = shape.parse(groups(product('cvm', [operation('cvm:shutDown')]), product('cam', [operation('cam:bindToken', { sensitive: ['BIND_MFA'] })])));

test.for([
  ['a key of another product', groups(product('cvm', [operation('cos:shutDown')])), '0.products.0.operations.0.key'],
  ['a key without a product', groups(product('cvm', [operation('shutDown')])), '0.products.0.operations.0.key'],
  ['a key twice', groups(product('cvm', [operation('cvm:a'), operation('cvm:a')])), '0.products.0.operations.1.key'],
  ['a product twice', groups(product('cvm', [operation('cvm:a')]), product('cvm', [operation('cvm:b')])), '0.products.1.key'],
  ['an operation that the account centre does not know', groups(product('cvm', [operation('cvm:a', { sensitive: ['FLY'] })])), '0.products.0.operations.0.sensitive.0'],
  ['no English title', groups(product('cvm', [{ key: 'cvm:a', title: { zh: '关机' } }])), '0.products.0.operations.0.title.en'],
  ['a product without operations', groups(product('cvm', [])), '0.products.0.operations'],
] as const)('%s is refused where it stands', ([, given, path]) => {
  expect(shape.safeParse(given).error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
});

test('an operation is found by its whole key', () => {
  expect(findProtected(catalogue, 'cvm:shutDown')?.product.key).toBe('cvm');
  for (const key of ['cvm', 'cvm:', 'cvm:shut', 'cos:shutDown', 'cam:shutDown']) expect(findProtected(catalogue, key)).toBeNull();
});

test('a product’s operation asks by the chosen methods, and while protection is off only where it is one of the account centre', () => {
  const policy = { stepUp: { methods: ['MFA' as const, 'SMS' as const], always: ['BIND_MFA'] as SensitiveOperation[], whenProtected: [], byDevice: [] } };
  const accepted = (key: string, protection: ('MFA' | 'SMS')[]) => acceptedByProduct(findProtected(catalogue, key)!.operation, protection, policy);
  expect(accepted('cvm:shutDown', [])).toEqual([]);
  expect(accepted('cvm:shutDown', ['SMS'])).toEqual(['SMS']);
  expect(accepted('cam:bindToken', [])).toEqual(['PASSKEY', 'MFA', 'RECOVERY_CODE', 'SMS']);
  expect(accepted('cam:bindToken', ['SMS'])).toEqual(['SMS', 'PASSKEY', 'MFA', 'RECOVERY_CODE']);
});

test('names are in the caller’s language where there is one', () => {
  expect(nameProtected(catalogue, 'cvm:shutDown')).toEqual({ zh: '产品cvm操作“shut down”', en: 'shut down (cvm)' });
  expect(nameProtected(catalogue, 'cvm:gone').en).toBe('go on with cvm:gone');
  expect(toProtectedOperations(catalogue, 'zh')[0]!.products[0]).toEqual({ key: 'cvm', title: '产品cvm', operations: [{ key: 'cvm:shutDown', title: 'shut down', sensitive: [] }] });
});
