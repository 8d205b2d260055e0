import { viewerOf } from '../../shared/access.ts';
import { toUserErrors } from '../../shared/messages/messages.ts';
import { payload } from '../../shared/payload.ts';
import { findAccount, findOpenAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { bindLoginMethod, changeLoginMethod } from './bind-login-method.ts';
import { labelOf } from './login-method-label.ts';
import { loginMethodOptions } from './login-method-options.ts';
import { linkIdentity } from './link-identity.ts';
import { findLoginMethods } from './login-method-store.ts';
import { readUnbindReport } from './read-unbind-report.ts';
import { unbindLoginMethod } from './unbind-login-method.ts';

export const loginMethodResolvers = (deps: Deps): Resolvers => {
  const [bind, change, unbind, link] = [bindLoginMethod(deps), changeLoginMethod(deps), unbindLoginMethod(deps), linkIdentity(deps)];
  return {
    Mutation: {
      bindLoginMethod: async (_root, { input }, context) => payload(await bind(viewerOf(context), input), context.caller.language, (account) => ({ account })),
      changeLoginMethod: async (_root, { input }, context) => payload(await change(viewerOf(context), input), context.caller.language, (account) => ({ account })),
      linkIdentity: async (_root, { input }, context) => payload(await link(viewerOf(context), input), context.caller.language, (account) => ({ account })),
      unbindLoginMethod: async (_root, { input }, context) => {
        const { refusals, ...unbinding } = await unbind(viewerOf(context), input);
        return { ...unbinding, userErrors: toUserErrors(refusals, context.caller.language) };
      },
    },
    Query: {
      securityContactRoute: async (_root, { accountId }) => {
        const account = await findOpenAccount(deps.store.read, accountId);
        const kinds = deps.policy.loginMethods.securityContactsFollow;
        return account && { followsLogin: kinds.includes(account.kind), kinds };
      },
    },
    Account: {
      loginMethods: ({ id }) => findLoginMethods(deps.store.read, id),
      loginMethodOptions: (account, _input, { caller }) => loginMethodOptions(deps, account, caller.language),
      unbindReport: ({ id }) => readUnbindReport(deps, id),
      securityContactsFollowLogin: ({ kind }) => deps.policy.loginMethods.securityContactsFollow.includes(kind),
    },
    LoginMethod: {
      // A user name is found in one form and shown as its holder writes it.
      label: async (method) => (method.kind === 'USERNAME' && (await findAccount(deps.store.read, method.accountId))?.username) || labelOf(deps.vault.open, method),
    },
  };
};
