import type { Refusal } from '../../shared/result.ts';
import type { NoticeChannel } from '../../shared/notices/notices.ts';
import type { NoticePolicy } from './notice-policy.ts';
import type { Notice, NoticePreferences } from './notice.entity.ts';

type Chosen = Omit<NoticePreferences, 'accountId'>;

export const isOptional = ({ optional }: Pick<NoticePolicy, 'optional'>, category: Notice['category']): boolean => (optional as string[]).includes(category);

/** Those of the channels by which a notice is sent. What nobody can unsubscribe goes by all of them, whatever was chosen before the policy said so. */
export const channelsOf = (all: NoticeChannel[], { category, product }: Pick<Notice, 'category' | 'product'>, chosen: Chosen, policy: Pick<NoticePolicy, 'optional'>): NoticeChannel[] => {
  if (!isOptional(policy, category)) return all;
  if (chosen.mutedCategories.includes(category) || (product !== null && chosen.mutedProducts.includes(product))) return [];
  return all.filter((channel) => channel !== 'SMS' || chosen.sms);
};

/** Only what is optional can be switched off (HW-ACC-083); the notices of one product only where product notices are. */
export const whyPreferencesRefused = ({ mutedCategories = [], mutedProducts = [] }: Partial<Chosen>, policy: Pick<NoticePolicy, 'optional'>): Refusal[] => {
  const refusal = (...path: string[]): Refusal => ({ code: 'NOTICE_NOT_OPTIONAL', path, policy: 'account.notices.optional', limit: policy.optional.join(', ') });
  return [
    ...mutedCategories.flatMap((category, index) => (isOptional(policy, category) ? [] : [refusal('mutedCategories', String(index))])),
    ...(mutedProducts.length > 0 && !isOptional(policy, 'PRODUCT') ? [refusal('mutedProducts')] : []),
  ];
};
