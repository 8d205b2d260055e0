import type { Viewer } from '../../shared/caller.ts';
import { badUserInput } from '../../shared/request-errors.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { holdOpenAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import type { SetNoticePreferencesInput } from '../schema.generated.ts';
import { changePreferences } from './notice-preferences-store.ts';
import { whyPreferencesRefused } from './notice-rules.ts';
import type { NoticePreferences } from './notice.entity.ts';

const mostProducts = 100;
const longestProduct = 64;

const readProducts = (given: string[]): string[] => {
  const products = [...new Set(given.map((product) => product.trim()))];
  if (given.length > mostProducts) throw badUserInput(`mutedProducts names at most ${mostProducts} products.`);
  if (products.some(({ length }) => length < 1 || length > longestProduct)) throw badUserInput(`The name of a product has 1 to ${longestProduct} characters.`);
  return products;
};

/** Chooses which subscribed notices are sent (BD-ACC-049); what is left out stays as it is. */
export const setNoticePreferences =
  ({ store, policy }: Deps) =>
  ({ accountId }: Viewer, { sms, mutedProducts, mutedCategories }: SetNoticePreferencesInput): Promise<Result<NoticePreferences>> => {
    const changes = {
      ...(typeof sms === 'boolean' ? { sms } : {}),
      ...(mutedProducts ? { mutedProducts: readProducts(mutedProducts) } : {}),
      ...(mutedCategories ? { mutedCategories: [...new Set(mutedCategories)] } : {}),
    };
    return store.transaction(async (transaction): Promise<Result<NoticePreferences>> => {
      const refusals = whyPreferencesRefused(changes, policy.notices);
      if (refusals.length > 0) return refuse(...refusals);
      if (!(await holdOpenAccount(transaction, accountId))) throw new Error('The account was closed in between.');
      return ok(await changePreferences(transaction, accountId, changes));
    });
  };
