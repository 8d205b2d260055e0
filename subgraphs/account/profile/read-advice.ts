import type { Account } from '../accounts/account.entity.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { findLoginMethods } from '../login-methods/login-method-store.ts';
import { findPasswordSetAt } from '../password/password-store.ts';
import type { AdviceCode } from '../schema.generated.ts';

/** What the holder should think about; nothing of it blocks anything. What another part would have to say, while it does not answer, is left out. */
export const readAdvice =
  ({ store, vault, policy, clock, security, log }: Deps) =>
  async ({ id }: Pick<Account, 'id'>): Promise<AdviceCode[]> => {
    // TX-ACC-023: the provider of the only login method can lock the holder out.
    const readLoginMethods = async (): Promise<AdviceCode[]> => {
      const methods = await findLoginMethods(store.read, id);
      return methods.length === 1 && policy.profile.notAlone.includes(methods[0]!.kind) ? ['BIND_ANOTHER_LOGIN_METHOD'] : [];
    };
    // TX-ACC-039: with two addresses a message may be missed.
    const compareEmails = async (): Promise<AdviceCode[]> => {
      const { email } = await findContacts(store.read, vault, id);
      const read = await security.read(id).catch((error: unknown) => {
        log.warn({ reason: String(error) }, 'security did not say which e-mail it has');
        return null;
      });
      return email && read?.email && email !== read.email ? ['CONTACT_EMAIL_DIFFERS'] : [];
    };
    // TX-ACC-056: a recommendation; who does not follow it signs in as before.
    const readPasswordAge = async (): Promise<AdviceCode[]> => {
      const setAt = await findPasswordSetAt(store.read, id);
      const { recommendedAge } = policy.password;
      return setAt !== null && recommendedAge !== null && clock.now() - setAt >= recommendedAge ? ['PASSWORD_OLD'] : [];
    };
    return (await Promise.all([readLoginMethods(), compareEmails(), readPasswordAge()])).flat();
  };
