import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Account } from '../accounts/account.entity.ts';
import { isPlainName, normaliseNickname, whyNicknameRefused } from '../accounts/nickname.ts';
import type { AccountPolicy } from '../policy.ts';
import type { UpdateProfileInput } from '../schema.generated.ts';

const longestEnterpriseName = 128;

export interface ProfileChanges {
  account: Partial<Pick<Account, 'nickname' | 'industry' | 'enterpriseName' | 'language'>>;
  tenantName?: string;
}

const tidy = (name: string | null | undefined): string | null => name?.trim().normalize('NFC') ?? null;

const whyTenantNameRefused = (name: string, { activation: { tenantName } }: AccountPolicy): Refusal | null => {
  const length = [...name].length;
  if (length > tenantName.maxLength) return { code: 'NAME_INVALID', policy: 'account.activation.tenantName.maxLength', limit: tenantName.maxLength };
  return length > 0 && isPlainName(name) ? null : { code: 'NAME_INVALID' };
};

/** HW-ACC-026: only the account of an enterprise has the field. */
const whyEnterpriseNameRefused = (name: string, { traits }: Pick<Account, 'traits'>): Refusal | null => {
  if (!traits.includes('ENTERPRISE')) return { code: 'ENTERPRISE_NAME_NOT_CHANGEABLE' };
  const length = [...name].length;
  return length > 0 && length <= longestEnterpriseName && isPlainName(name) ? null : { code: 'NAME_INVALID' };
};

/** TX-ACC-034: one of a given list. */
const whyIndustryRefused = (industry: string, { profile: { industries } }: AccountPolicy): Refusal | null =>
  industries.includes(industry) ? null : { code: 'INDUSTRY_UNKNOWN', policy: 'account.profile.industries', limit: industries.join(', ') };

/** What is to be changed, in its one form; or everything that is wrong with it, at once. */
export const readProfile = (input: UpdateProfileInput, account: Pick<Account, 'traits'>, policy: AccountPolicy): Result<ProfileChanges> => {
  const nickname = typeof input.nickname === 'string' ? normaliseNickname(input.nickname) : null;
  const [industry, tenantName, enterpriseName] = [input.industry ?? null, tidy(input.tenantName), tidy(input.enterpriseName)];
  const judged: [field: string, refusal: Refusal | null][] = [
    ['nickname', nickname === null ? null : whyNicknameRefused(nickname, policy.registration.nickname)],
    ['industry', industry === null ? null : whyIndustryRefused(industry, policy)],
    ['tenantName', tenantName === null ? null : whyTenantNameRefused(tenantName, policy)],
    ['enterpriseName', enterpriseName === null ? null : whyEnterpriseNameRefused(enterpriseName, account)],
  ];
  const refusals = judged.flatMap(([field, refusal]) => (refusal ? [{ ...refusal, path: [field] }] : []));
  if (refusals.length > 0) return refuse(...refusals);
  return ok({
    account: {
      ...(nickname === null ? {} : { nickname }),
      ...(industry === null ? {} : { industry }),
      ...(enterpriseName === null ? {} : { enterpriseName }),
      ...(input.language ? { language: input.language } : {}),
    },
    ...(tenantName === null ? {} : { tenantName }),
  });
};
