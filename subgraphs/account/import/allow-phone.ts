import { badUserInput } from '../../shared/request-errors.ts';
import { setAllowance } from '../accounts/phone-allowance-store.ts';
import { phoneIndex } from '../accounts/phone-places.ts';
import { normalisePhone } from '../../shared/phone-number.ts';
import type { Deps } from '../deps.ts';

const mostGranted = 1000;

/** Lets one phone stand for more accounts than the policy allows (HW-ACC-006); null takes it back. A number below what the policy allows changes nothing. */
export const allowPhone =
  ({ store, vault, policy }: Deps) =>
  async (given: string, most: number | null): Promise<true> => {
    const phone = normalisePhone(given, policy.registration.countries[0]!);
    if (!phone) throw badUserInput('phone: no mobile number.');
    if (most !== null && (most < 1 || most > mostGranted)) throw badUserInput(`most: 1 to ${mostGranted}.`);
    await store.transaction((transaction) => setAllowance(transaction, phoneIndex(vault, phone), most));
    return true;
  };
