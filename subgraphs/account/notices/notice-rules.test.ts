import { expect, test } from 'vitest';
import type { NoticeChannel } from '../../shared/notices/notices.ts';
import { channelsOf, whyPreferencesRefused } from './notice-rules.ts';

const all: NoticeChannel[] = ['EMAIL', 'SMS', 'WECHAT'];
const withoutSms: NoticeChannel[] = ['EMAIL', 'WECHAT'];
const usual = { sms: true, mutedProducts: [], mutedCategories: [] };
const policy = { optional: ['PRODUCT' as const, 'MARKETING' as const] };

test.for([
  ['everything, unless something else was chosen', 'PRODUCT', 'x', {}, all],
  ['a product, not by SMS', 'PRODUCT', 'x', { sms: false }, withoutSms],
  ['an offer, not by SMS', 'MARKETING', null, { sms: false }, withoutSms],
  ['nothing of a product that is muted', 'PRODUCT', 'x', { mutedProducts: ['x'] }, []],
  ['another product', 'PRODUCT', 'y', { mutedProducts: ['x'] }, all],
  ['nothing of a category that is muted', 'MARKETING', null, { mutedCategories: ['MARKETING' as const] }, []],
  ['security, whatever was chosen', 'SECURITY', 'x', { sms: false, mutedProducts: ['x'], mutedCategories: ['SECURITY' as const] }, all],
  ['the platform, whatever was chosen while it was optional', 'SYSTEM', null, { sms: false, mutedCategories: ['SYSTEM' as const] }, all],
] as const)('sends %s', ([, category, product, chosen, channels]) => {
  expect(channelsOf(all, { category, product }, { ...usual, ...chosen, mutedProducts: [...('mutedProducts' in chosen ? chosen.mutedProducts : [])], mutedCategories: [...('mutedCategories' in chosen ? chosen.mutedCategories : [])] }, policy)).toEqual(channels);
});

test('only what is optional can be muted, and products only where their notices are', () => {
  const why = { code: 'NOTICE_NOT_OPTIONAL', policy: 'account.notices.optional', limit: 'MARKETING' };
  expect(whyPreferencesRefused({ sms: false, mutedProducts: ['x'], mutedCategories: ['PRODUCT', 'MARKETING'] }, policy)).toEqual([]);
  expect(whyPreferencesRefused({ mutedProducts: ['x'], mutedCategories: ['PRODUCT', 'MARKETING'] }, { optional: ['MARKETING'] })).toEqual([
    { ...why, path: ['mutedCategories', '0'] },
    { ...why, path: ['mutedProducts'] },
  ]);
  expect(whyPreferencesRefused({ sms: false, mutedProducts: [], mutedCategories: [] }, { optional: ['MARKETING'] })).toEqual([]);
});
