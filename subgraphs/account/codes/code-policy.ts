import { codePolicy } from '../../shared/codes.ts';
import { limit } from '../../shared/policy/policy-values.ts';

export const accountCodePolicy = codePolicy.extend({
  /** How many codes one network may ask for in an hour, to whatever addresses. */
  perNetworkHour: limit(1, 100_000),
  /** How many codes may go to the phones of one country in an hour, other than the first of `registration.countries`. */
  perForeignCountryHour: limit(1, 100_000_000),
  /** How many codes all may ask for in an hour. */
  perHourInAll: limit(1, 100_000_000),
});
