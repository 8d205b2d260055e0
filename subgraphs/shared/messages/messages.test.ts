import { expect, test } from 'vitest';
import { hour, minute } from '../duration.ts';
import { chooseLanguage } from './language.ts';
import { toUserErrors } from './messages.ts';

test.for([
  [undefined, 'en'],
  ['*', 'en'],
  ['fr-FR, de', 'en'],
  ['zh-CN', 'zh'],
  ['zh;q=0.5, en;q=0.9', 'en'],
  ['fr, zh-TW;q=0.8, en;q=0.1', 'zh'],
  ['en;q=0, zh', 'zh'],
] as const)('Accept-Language %s is answered in %s', ([header, language]) => {
  expect(chooseLanguage(header)).toBe(language);
});

test('a refusal says the limit and how long to wait', () => {
  const refusal = { code: 'SIGN_IN_LOCKED', policy: 'account.lockout.attempts', limit: 10, retryAfter: 23 * hour + minute } as const;
  expect(toUserErrors([refusal], 'en')).toEqual([
    { code: 'SIGN_IN_LOCKED', message: 'Too many wrong passwords. Please try again in 24 hours. If you have forgotten the password, reset it meanwhile.', path: null, policy: 'account.lockout.attempts', limit: '10', retryAfter: refusal.retryAfter },
  ]);
  expect(toUserErrors([{ ...refusal, retryAfter: minute }], 'zh')[0]!.message).toBe('密码错误次数过多，请 60 秒后再试。如忘记密码，可先重置密码。');
});
