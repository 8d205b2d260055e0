import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Account } from '../accounts/account.entity.ts';
import { nameFault } from '../accounts/nickname.ts';
import { readBasics } from '../activation/activation-rules.ts';
import type { AccountPolicy } from '../policy.ts';
import type { UpdateProfileInput } from '../schema.generated.ts';

const longestEnterpriseName = 128;

export interface ProfileChanges {
  account: Partial<Pick<Account, 'nickname' | 'industry' | 'enterpriseName' | 'language'>>;
  /** Null: it stays. */
  tenantName: string | null;
}

/** HW-ACC-026: only the account of an enterprise has the field. */
const whyEnterpriseNameRefused = (name: string, { traits }: Pick<Account, 'traits'>): Refusal[] => {
  const path = ['enterpriseName'];
  if (!traits.includes('ENTERPRISE')) return [{ code: 'ENTERPRISE_NAME_NOT_CHANGEABLE', path }];
  return nameFault(name, 1, longestEnterpriseName) ? [{ code: 'NAME_INVALID', path }] : [];
};

/** What is to be changed, each in its one form; or everything that is wrong with it, at once. */
export const readProfile = (input: UpdateProfileInput, account: Pick<Account, 'traits'>, policy: AccountPolicy): Result<ProfileChanges> => {
  const { basics: { nickname, industry, tenantName }, refusals } = readBasics(input, policy);
  const enterpriseName = input.enterpriseName?.trim().normalize('NFC') ?? null;
  if (enterpriseName !== null) refusals.push(...whyEnterpriseNameRefused(enterpriseName, account));
  if (refusals.length > 0) return refuse(...refusals);
  return ok({
    account: {
      ...(nickname === null ? {} : { nickname }),
      ...(industry === null ? {} : { industry }),
      ...(enterpriseName === null ? {} : { enterpriseName }),
      ...(input.language ? { language: input.language } : {}),
    },
    tenantName,
  });
};
