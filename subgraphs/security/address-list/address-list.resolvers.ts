import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { readNetworks } from './address-list.ts';
import { setAddressList } from './set-address-list.ts';

export const addressListResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    setAddressList: async (_root, { input }, context) =>
      payload(await setAddressList(deps, viewerOf(context), { ...input, address: context.caller.address }), context.caller.language, (security) => ({ security })),
  },
  Security: {
    addressList: ({ settings }) => ({ isOn: settings.isAddressListOn, networks: readNetworks(deps.vault, settings) }),
  },
});
