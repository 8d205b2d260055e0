import { beforeAll, expect, test } from 'vitest';
import { hashElsewhere } from '../../../test/support/import.ts';
import { loadPolicy } from '../../shared/policy/load-policy.ts';
import { accountPolicy, type AccountPolicy } from '../policy.ts';
import type { ImportAccountInput } from '../schema.generated.ts';
import { readImport } from './import-rules.ts';

let policy: AccountPolicy;
let hash: string;
beforeAll(async () => {
  policy = loadPolicy('baidu', 'account', accountPolicy).value;
  hash = await hashElsewhere('Tiger-Tally-2026');
});

const input: ImportAccountInput = { origin: 'PASSPORT_SITE', originId: '1', kind: 'PASSPORT', country: 'CN', site: 'CN', registeredAt: 0 };
const read = (more: Partial<ImportAccountInput>) => readImport({ ...input, ...more }, policy, 1000);

test('identities are brought into their one form; the likely registration method comes first, a phone last', () => {
  expect(read({ email: 'Li@Example.com', phone: '138 0000 0000', username: ' Tiger-Tally ', identities: [{ kind: 'QQ', subject: 'q' }], passwordHash: hash })).toMatchObject({
    username: 'Tiger-Tally',
    identities: [
      { kind: 'EMAIL', subject: 'li@example.com' },
      { kind: 'USERNAME', subject: 'tiger-tally' },
      { kind: 'QQ', subject: 'q' },
      { kind: 'PHONE', subject: '+8613800000000' },
    ],
  });
});

test('an address that accounts of the kind do not sign in with is a contact alone', () => {
  expect(read({ kind: 'CLOUD', username: 'tiger', email: 'li@example.com' })).toMatchObject({ email: 'li@example.com', identities: [{ kind: 'USERNAME', subject: 'tiger' }] });
});

test.for([
  ['argon2i', (made: string) => made.replace('argon2id', 'argon2i')],
  ['another version', (made: string) => made.replace('v=19', 'v=16')],
  ['too much memory', (made: string) => made.replace('m=8192', 'm=2000000')],
  ['too many passes', (made: string) => made.replace('t=1', 't=11')],
  ['no lanes', (made: string) => made.replace('p=1', 'p=0')],
  ['less memory than lanes need', (made: string) => made.replace('m=8192', 'm=7')],
  ['no hash', (made: string) => made.split('$').slice(0, -1).join('$')],
  ['a password', () => 'Tiger-Tally-2026'],
] as const)('a hash with %s is refused', ([, spoil]) => {
  expect(read({ username: 'tiger', passwordHash: spoil(hash) })).toEqual(['passwordHash: a PHC string of argon2id.']);
});

test('everything that is wrong is said at once', () => {
  expect(read({ origin: 'HERE', originId: '', country: 'cn', registeredAt: 2000, email: 'x', phone: '1', username: '1', nickname: 'a\nb', identities: [{ kind: 'EMAIL', subject: 'x' }, { kind: 'QQ', subject: '' }] })).toHaveLength(10);
});
