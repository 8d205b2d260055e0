import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { confirmScan } from './confirm-scan.ts';
import { proveChallengeScan } from './prove-challenge-scan.ts';
import { shownState } from './scan-states.ts';
import { findScan } from './scan-store.ts';
import { scanIdOf } from './scan-ticket.ts';
import { startChallengeScan } from './start-challenge-scan.ts';
import { startScan } from './start-scan.ts';

export const scanResolvers = (deps: Deps): Resolvers => {
  const { store, clock } = deps;
  const [start, startForChallenge, confirm, proveForChallenge] = [startScan(deps), startChallengeScan(deps), confirmScan(deps), proveChallengeScan(deps)];
  return {
    Query: {
      scan: async (_root, { ticket }) => {
        const scan = await findScan(store.read, scanIdOf(ticket));
        return scan?.kind === 'APP' ? scan : null;
      },
    },
    Mutation: {
      startScan: async (_root, { input }, context) => {
        const { language, viewer } = context.caller;
        if (input.purpose === 'CHALLENGE') return payload(await startForChallenge(input, viewer), language, (started) => started);
        const accountId = input.purpose === 'BIND' ? viewerOf(context).accountId : null;
        return payload(await start(input, { accountId, challengeId: null }), language, (started) => started);
      },
      confirmScan: async (_root, { input }, context) => payload(await confirm(viewerOf(context), input), context.caller.language, (scan) => ({ scan })),
      proveChallengeScan: async (_root, { input }) => ({ refusal: await proveForChallenge(input) }),
    },
    Scan: {
      state: ({ status, expiresAt }) => shownState(status, expiresAt <= clock.now()),
    },
  };
};
