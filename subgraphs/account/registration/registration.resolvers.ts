import { handOverSession } from '../../shared/hand-over-session.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import { partUnavailable } from '../../shared/request-errors.ts';
import { toAdvice } from '../accounts/advice-messages.ts';
import type { Resolvers } from '../schema.generated.ts';
import { phoneRegistration } from './phone-registration.ts';
import { registerAccount } from './register-account.ts';

export const registrationResolvers = (deps: Deps): Resolvers => {
  const [register, statusOfPhone] = [registerAccount(deps), phoneRegistration(deps)];
  return {
    Query: {
      phoneRegistration: async (_root, { phone, code }) => ({ status: await statusOfPhone(phone, code) }),
    },
    Mutation: {
      registerAccount: async (_root, { input }, context) => {
        const { caller, caller: { language } } = context;
        const registered = await register(input, caller);
        return {
          advice: [],
          ...payload(registered, language, ({ account, session, advice }) => ({ account, session: handOverSession(session, context), advice: advice.map((code) => toAdvice(code, language)) })),
        };
      },
    },
    RegisterAccountPayload: {
      session: ({ account, session }) => {
        if (account && !session) throw partUnavailable('The account is registered, but no session could be opened. Sign in.');
        return session ?? null;
      },
    },
  };
};
