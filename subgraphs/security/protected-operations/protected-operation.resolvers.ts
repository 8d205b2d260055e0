import { productOf } from '../../shared/access.ts';
import { forbidden } from '../../shared/request-errors.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { isStepUpNeeded } from './is-step-up-needed.ts';

export const protectedOperationResolvers = (deps: Deps): Resolvers => ({
  Query: {
    isStepUpNeeded: (_root, { input }, context) => {
      if (!input.operation.startsWith(`${productOf(context)}:`)) throw forbidden('A product asks for its own operations.');
      return isStepUpNeeded(deps, input);
    },
  },
});
