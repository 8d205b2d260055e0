import { expect, test } from 'vitest';
import type { DeregistrationReason } from '../schema.generated.ts';
import { tidyRemark, whyNotStarted } from './closure-rules.ts';

const policy = {
  agreements: [{ id: 'closing', version: '2', title: { zh: '注销', en: 'Closing' } }],
  reasons: ['NO_LONGER_USED', 'OTHER'] as DeregistrationReason[],
};
const application = { agreements: [{ id: 'closing', version: '2' }], reasons: ['NO_LONGER_USED'] as DeregistrationReason[], remark: null };
const refused = (change: Partial<Parameters<typeof whyNotStarted>[0]>) => whyNotStarted({ ...application, ...change }, policy).map(({ code, path }) => [code, path?.[0]]);

test.for([
  { title: 'a whole application', change: {}, expected: [] },
  { title: 'an agreement that is missing', change: { agreements: [] }, expected: [['AGREEMENT_NOT_ACCEPTED', 'agreements']] },
  { title: 'an agreement in an old version', change: { agreements: [{ id: 'closing', version: '1' }] }, expected: [['AGREEMENT_NOT_ACCEPTED', 'agreements']] },
  { title: 'no reason', change: { reasons: [] }, expected: [['REASON_REQUIRED', 'reasons']] },
  { title: 'a reason that is not offered', change: { reasons: ['REGISTERING_ANEW' as const] }, expected: [['REASON_REQUIRED', 'reasons']] },
  { title: 'OTHER with nothing but spaces', change: { reasons: ['OTHER' as const], remark: ' \n' }, expected: [['REASON_REQUIRED', 'remark']] },
  { title: 'OTHER with a text', change: { reasons: ['OTHER' as const], remark: '搬家' }, expected: [] },
  { title: '500 characters of any kind', change: { remark: '🐯'.repeat(500) }, expected: [] },
  { title: '501 characters', change: { remark: 'x'.repeat(501) }, expected: [['REMARK_TOO_LONG', 'remark']] },
  { title: 'everything wrong at once', change: { agreements: [], reasons: [] }, expected: [['AGREEMENT_NOT_ACCEPTED', 'agreements'], ['REASON_REQUIRED', 'reasons']] },
])('$title', ({ change, expected }) => expect(refused(change)).toEqual(expected));

test('a remark of white space is none', () => {
  expect([tidyRemark(' a '), tidyRemark('  '), tidyRemark(null), tidyRemark(undefined)]).toEqual(['a', null, null, null]);
});
