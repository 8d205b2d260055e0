import { expect, test } from 'vitest';
import { loadPolicy } from '../../shared/policy/load-policy.ts';
import { checkDigitOf } from '../id-number/id-number.ts';
import { verificationPolicy } from '../policy.ts';
import { readPerson, whyNotStarted } from './personal-rules.ts';

const policy = loadPolicy('base', 'verification', verificationPolicy).value.personal;
const bornOn = (date: string): string => `110101${date}001${checkDigitOf(`110101${date}001`)}`;
const form = { method: 'FACE' as const, name: '王芳', idNumber: bornOn('19900307'), consent: { id: policy.consent.id, version: policy.consent.version } };
const today = '2026-03-01';
const codes = (change: Partial<typeof form>): string[] => {
  const read = readPerson({ ...form, ...change }, policy, today);
  return read.ok ? [] : read.refusals.map(({ code }) => code);
};

test('a form that is right gives the person', () => {
  expect(readPerson(form, policy, today)).toEqual({ ok: true, value: { name: '王芳', idNumber: form.idNumber } });
});

test.for([
  [{ name: '王' }, 'NAME_INVALID'],
  [{ idNumber: '110101199003070010' }, 'ID_NUMBER_INVALID'],
  [{ idNumber: bornOn('20080302') }, 'AGE_TOO_LOW'],
  [{ consent: { id: policy.consent.id, version: '1999-01' } }, 'CONSENT_MISSING'],
  [{ consent: { id: 'something-else', version: policy.consent.version } }, 'CONSENT_MISSING'],
] as const)('with %o it is refused with %s', ([change, code]) => {
  expect(codes(change)).toEqual([code]);
});

test('everything that is wrong is said at once', () => {
  expect(codes({ name: '', idNumber: '', consent: { id: '', version: '' } })).toEqual(['NAME_INVALID', 'ID_NUMBER_INVALID', 'CONSENT_MISSING']);
});

test('a refusal by a limit names its policy and value', () => {
  const read = readPerson({ ...form, idNumber: bornOn('20080302') }, policy, today);
  expect(read).toEqual({ ok: false, refusals: [{ code: 'AGE_TOO_LOW', path: ['idNumber'], policy: 'verification.personal.minimumAge', limit: 18 }] });
});

test('the last place of a number is still given, the next is not', () => {
  expect(whyNotStarted({ isVerified: false, placesTaken: 2 }, policy)).toBeNull();
  expect(whyNotStarted({ isVerified: false, placesTaken: 3 }, policy)).toMatchObject({ code: 'ID_NUMBER_QUOTA_REACHED', limit: 3 });
  expect(whyNotStarted({ isVerified: true, placesTaken: 0 }, policy)).toEqual({ code: 'VERIFICATION_ALREADY_DONE' });
});
