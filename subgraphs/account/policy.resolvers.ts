import { toAgreement } from '../shared/agreements.ts';
import type { Language } from '../shared/messages/language.ts';
import type { Deps } from './deps.ts';
import { accountKinds } from './registration/registration-policy.ts';
import type { Resolvers, ResolversTypes } from './schema.generated.ts';

/** The public part of the policy, from which pages draw their hints and limits. */
export const policyResolvers = ({ policy, captcha }: Deps, name: string): Resolvers => {
  const { registration, loginMethods, profile } = policy;
  const usual = registration.ways[0]!;

  const accountPart = (language: Language): ResolversTypes['AccountPolicy'] => ({
    ...policy,
    registration: {
      ...registration,
      kinds: registration.ways.map(({ kind }) => kind),
      accountsPerPhone: registration.accountsPerPhone[0]!.most,
      phoneQuotas: registration.accountsPerPhone,
      phoneRequired: usual.kind === 'PHONE' || usual.asks.includes('PHONE'),
      agreements: registration.agreements.map((agreement) => toAgreement(agreement, language)),
    },
    loginMethods: {
      emailAsksPassword: loginMethods.emailAsksPassword,
      kinds: accountKinds.flatMap((accountKind) => loginMethods.kinds[accountKind].map((kind) => ({ kind, accountKind, mostAccounts: loginMethods.mostAccounts[kind] }))),
    },
    lockout: { ...policy.lockout, captchaSiteKey: captcha.siteKey },
    profile: {
      industries: profile.industries,
      usernameChanges: policy.signIn.accountKinds.map(({ kind }) => {
        const { isOffered, app, every } = profile.usernameChange[kind];
        return { accountKind: kind, isOffered, app: app?.name ?? null, appVersion: app?.version ?? null, every };
      }),
    },
    contactConfirmation: policy.contacts.confirmationLifetime,
  });

  return {
    Query: { policy: (_root, _input, { caller }) => ({ name, account: accountPart(caller.language) }) },
    Policy: {
      __resolveReference: (reference, { caller }) => (reference.name === name ? { name, account: accountPart(caller.language) } : null),
    },
    SignInPolicy: {
      options: ({ options }, { accountKind, channel }, { caller }) =>
        options
          .filter((option) => (!accountKind || option.accountKind === accountKind) && (!channel || option.channel === channel))
          .map((option) => ({ ...option, agreements: option.agreements.map((agreement) => toAgreement(agreement, caller.language)) })),
    },
  };
};
