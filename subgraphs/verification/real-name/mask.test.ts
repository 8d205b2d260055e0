import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskDocumentNumber, maskName } from './mask.ts';

test.for([
  ['张三', '*三'],
  ['张三丰', '**丰'],
  ['买买提·艾力', '*****力'],
  ['张𠮷', '*𠮷'],
  ['Ana Mari\u0301', '*******i\u0301'],
  ['', ''],
])('the name %s is shown as %s', ([name, shown]) => {
  expect(maskName(name!)).toBe(shown);
});

test('a document number keeps its first and last place', () => {
  expect(maskDocumentNumber('11010519491231002X')).toBe('1****************X');
  expect(maskDocumentNumber('12')).toBe('**');
});

test('of a number no more than two places are ever shown', () => {
  fc.assert(fc.property(fc.stringMatching(/^[0-9A-Z]{0,24}$/), (number) => maskDocumentNumber(number).replaceAll('*', '').length <= 2 && maskDocumentNumber(number).length === number.length));
});
