import { isHolder, viewerOf } from '../../shared/access.ts';
import type { Viewer } from '../../shared/caller.ts';
import { partUnavailable } from '../../shared/request-errors.ts';
import { payload } from '../../shared/payload.ts';
import type { RequestContext } from '../../shared/request-context.ts';
import type { Result } from '../../shared/result.ts';
import { mayGiveUp, progressOf } from '../checks/check-rules.ts';
import { readItems } from '../checks/finding.ts';
import { giveUpResource } from '../checks/give-up-resource.ts';
import type { Deps } from '../deps.ts';
import { restartIdentityCheck } from '../identity/restart-identity-check.ts';
import type { Resolvers } from '../schema.generated.ts';
import type { Closure } from './closure.entity.ts';
import { findLastClosure } from './closure-store.ts';
import { viewClosure } from './closure-view.ts';
import { confirmDeregistration } from './confirm-deregistration.ts';
import { recheckDeregistration } from './recheck-deregistration.ts';
import { startDeregistration } from './start-deregistration.ts';
import { withdrawDeregistration } from './withdraw-deregistration.ts';

export const closureResolvers = (deps: Deps): Resolvers => {
  /** All mutations of this part have the same payload. */
  const answer =
    <Input>(useCase: (viewer: Viewer, input: Input) => Promise<Result<Closure>>) =>
    async (_root: unknown, { input }: { input: Input }, context: RequestContext) => {
      const result = await useCase(viewerOf(context), input);
      const deregistration = result.ok ? await viewClosure(deps, result.value) : null;
      return payload(result, context.caller.language, () => ({ deregistration }));
    };

  return {
    Mutation: {
      startDeregistration: answer(startDeregistration(deps)),
      recheckDeregistration: answer(recheckDeregistration(deps)),
      giveUpResource: answer(giveUpResource(deps)),
      restartIdentityCheck: answer(restartIdentityCheck(deps)),
      confirmDeregistration: answer(confirmDeregistration(deps)),
      withdrawDeregistration: answer(withdrawDeregistration(deps)),
    },
    Account: {
      __resolveReference: ({ id }) => ({ id }),
      // Anybody can name an account to the gateway; what it is about to do is its holder's affair alone.
      deregistration: async ({ id }, _input, context) => {
        const closure = isHolder(context, id) ? await findLastClosure(deps.store.read, id) : null;
        return closure && viewClosure(deps, closure);
      },
    },
    Deregistration: {
      id: ({ closure }) => closure.id,
      state: ({ closure }) => closure.state,
      reasons: ({ closure }) => closure.reasons,
      startedAt: ({ closure }) => closure.startedAt,
      progress: ({ checks }) => progressOf(checks),
      checks: ({ checks }) => checks,
      blockers: ({ checks }) =>
        checks
          .filter(({ state }) => state === 'BLOCKED')
          .map(({ kind, found, items }) => ({ kind, count: found, mayGiveUp: mayGiveUp(kind, deps.policy.value), items: readItems(items, deps.vault) })),
      identityCheck: ({ face, isIdentityUnknown }) => {
        // Null would say that nobody has to look into the camera.
        if (isIdentityUnknown) throw partUnavailable('The identity check cannot be reached at the moment.');
        return face;
      },
    },
  };
};
