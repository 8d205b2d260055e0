import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { settlePhoneExchange } from './settle-phone-exchange.ts';
import { takePhonePlace } from './take-phone-place.ts';

export const phoneExchangeResolvers = (deps: Deps): Resolvers => {
  const [take, settle] = [takePhonePlace(deps), settlePhoneExchange(deps)];
  return {
    Mutation: {
      takePhonePlace: (_root, { input }) => take(input),
      settlePhoneExchange: (_root, { input }) => settle(input),
    },
  };
};
