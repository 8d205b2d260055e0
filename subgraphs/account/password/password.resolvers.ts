import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import type { ChoosableAccount, Resolvers } from '../schema.generated.ts';
import { changePassword } from './change-password.ts';
import { expiresAt } from './password-age.ts';
import { findPasswordMethods } from './password-names.ts';
import { findPasswordAge } from './password-store.ts';
import { requirePasswordChange } from './require-password-change.ts';
import { requestPasswordReset } from './reset/request-password-reset.ts';
import { resetPassword } from './reset/reset-password.ts';
import { setPasswordValidity } from './set-password-validity.ts';

const toChoosable = ({ id, nickname, username, registeredAt }: Account): ChoosableAccount => ({ id, nickname: nickname ?? '', username, registeredAt });

export const passwordResolvers = (deps: Deps): Resolvers => {
  const [change, request, reset, setValidity, requireChange] = [changePassword(deps), requestPasswordReset(deps), resetPassword(deps), setPasswordValidity(deps), requirePasswordChange(deps)];
  return {
    Mutation: {
      changePassword: async (_root, { input }, context) => payload(await change(viewerOf(context), input), context.caller.language, (account) => ({ account })),
      requestPasswordReset: async (_root, { input }, { caller }) => payload(await request(input, caller), caller.language, (requested) => requested),
      resetPassword: async (_root, { input }, { caller: { language } }) => ({
        isReset: false,
        ...payload(await reset(input, language), language, ({ accounts, ...outcome }) => ({ ...outcome, accounts: accounts?.map(toChoosable) ?? null })),
      }),
      setPasswordValidity: async (_root, { input }, context) => payload(await setValidity(viewerOf(context), input), context.caller.language, (account) => ({ account })),
      requirePasswordChange: (_root, { accountId }) => requireChange(accountId),
    },
    Account: {
      password: async (account) => {
        const methods = await findPasswordMethods(deps, deps.store.read, account);
        const password = methods.length > 0 ? await findPasswordAge(deps.store.read, account.id) : null;
        return password && { setAt: password.setAt, expiresAt: expiresAt(password) };
      },
    },
  };
};
