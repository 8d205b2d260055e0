import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { loadPolicy } from './load-policy.ts';
import { duration, limit, listOf } from './policy-values.ts';

const shape = z.strictObject({ codes: z.strictObject({ attempts: limit(1, 10), lifetime: duration('PT1M', 'PT24H') }), kinds: listOf(['EMAIL', 'PHONE'], 1) });
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hufu-policy-'));
  writeFileSync(join(directory, 'base.yaml'), 'name: base\naccount:\n  kinds: [EMAIL]\n  codes:\n    attempts: 5\n    lifetime: PT10M\n');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const load = (text: string) => {
  const file = join(directory, 'own.yaml');
  writeFileSync(file, text);
  return loadPolicy(file, 'account', shape);
};

test('a policy changes what it names and keeps the rest of what it extends', () => {
  expect(load('name: own\nextends: ./base.yaml\naccount:\n  codes:\n    attempts: 3\n')).toEqual({
    name: 'own',
    value: { kinds: ['EMAIL'], codes: { attempts: 3, lifetime: 600_000 } },
  });
});

test.for([
  ['an unknown key', 'account:\n  codes:\n    attemps: 3', /own\.yaml:5: account\.codes\.attemps: there is no such key/],
  ['a value out of bounds', 'account:\n  codes:\n    attempts: 11', /own\.yaml:5: account\.codes\.attempts: allowed is at most 10/],
  ['a value of another type', 'account:\n  codes:\n    attempts: many', /own\.yaml:5: account\.codes\.attempts: allowed is (int|number)/],
  ['a word that is none of the list', 'account:\n  kinds: [EMAIL, FAX]', /own\.yaml:4: account\.kinds\.1: allowed is EMAIL, PHONE/],
  ['a repeated entry', 'account:\n  kinds: [EMAIL, EMAIL]', /own\.yaml:4: account\.kinds: allowed is each entry once/],
  ['a length of time without a fixed length', 'account:\n  codes:\n    lifetime: P1M', /own\.yaml:5: account\.codes\.lifetime: allowed is a duration from PT1M to P1D/],
  ['an unknown section', 'acount: {}', /own\.yaml:3: acount: there is no such key/],
  ['a key said twice', 'account:\n  kinds: [EMAIL]\n  kinds: [PHONE]', /own\.yaml:5: Map keys must be unique/],
] as const)('%s is refused with file, line, key and what is allowed', ([, text, problem]) => {
  expect(() => load(`name: own\nextends: ./base.yaml\n${text}\n`)).toThrow(problem);
});

const parted = z.strictObject({ kinds: listOf(['EMAIL', 'PHONE'], 1), products: z.array(z.strictObject({ key: z.string(), most: limit(1, 10) })) });
const loadParted = (list: string, reference = '!file ./list.yaml') => {
  writeFileSync(join(directory, 'list.yaml'), list);
  writeFileSync(join(directory, 'general.yaml'), `name: general\naccount:\n  kinds: [EMAIL]\n  products: ${reference}\n`);
  writeFileSync(join(directory, 'own.yaml'), 'name: own\nextends: ./general.yaml\n');
  return loadPolicy(join(directory, 'own.yaml'), 'account', parted);
};

test('a value may stand in a file of its own, beside the policy that names it', () => {
  expect(loadParted('- { key: cvm, most: 3 }\n').value.products).toEqual([{ key: 'cvm', most: 3 }]);
});

test.for([
  ['with a wrong value is refused with its own file and line', '- key: cvm\n  most: 11\n', undefined, /list\.yaml:2: account\.products\.0\.most: allowed is at most 10/],
  ['with an unknown key likewise', '- key: cvm\n  most: 1\n  least: 1\n', undefined, /list\.yaml:3: account\.products\.0\.least: there is no such key/],
  ['that lacks a key likewise', '- key: a\n  most: 1\n- key: cvm\n', undefined, /list\.yaml:3: account\.products\.1\.most: is missing/],
  ['that is no YAML is refused', 'a: 1\na: 2\n', undefined, /list\.yaml:2: Map keys must be unique/],
  ['that holds no list and no map is refused', 'word\n', undefined, /list\.yaml:1: allowed is a list or a map/],
  ['that does not exist is refused where it is named', '[]', '!file ./nowhere.yaml', /general\.yaml:4: there is no file \.\/nowhere\.yaml/],
  ['for an entry of a list is refused', '[]', '[!file ./list.yaml]', /general\.yaml:4: a file stands for the value of a key/],
] as const)('a file of its own %s', ([, list, reference, problem]) => {
  expect(() => loadParted(list, reference)).toThrow(problem);
});

test('a key that nobody sets is named with what it should be', () => {
  expect(() => load('name: own\naccount:\n  kinds: [EMAIL]\n')).toThrow(/own\.yaml:2: account\.codes: is missing; allowed is object/);
});

test('a policy that does not exist, or extends itself, is refused', () => {
  expect(() => loadPolicy('nobody', 'account', shape)).toThrow(/there is no such policy/);
  expect(() => load('name: own\nextends: ./own.yaml\n')).toThrow(/cannot extend itself/);
});
