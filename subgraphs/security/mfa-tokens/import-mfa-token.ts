import { badUserInput } from '../../shared/request-errors.ts';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { isSameSecret } from '../../shared/vault.ts';
import type { Deps } from '../deps.ts';
import { deleteBindingsOf } from '../mfa/mfa-store.ts';
import type { ImportMfaTokenInput } from '../schema.generated.ts';
import { holdSettings } from '../settings/settings-store.ts';
import { readToken } from './mfa-token-rules.ts';
import { findToken, insertToken, moveToken } from './mfa-token-store.ts';

/** Allots a hardware token to an account, which is thereby invited to bind it (TX-SEC-019). Throws BAD_USER_INPUT with what cannot be taken over, for the operator to mend. */
export const importMfaToken = async (deps: Pick<Deps, 'store' | 'vault' | 'audit' | 'policy'>, input: ImportMfaTokenInput): Promise<true> => {
  const { store, vault, audit, policy } = deps;
  const read = readToken(input, policy.mfa);
  if (Array.isArray(read)) throw badUserInput(read.join(' '));
  const { serialNumber, secret, accountId } = read;
  try {
    return await store.transaction(async (transaction): Promise<true> => {
      // Held, so that nothing is allotted to an account that is being erased.
      if (!(await holdSettings(transaction, accountId))) throw badUserInput('accountId: no account that was ever signed in to.');
      const token = await findToken(transaction, serialNumber);
      if (token && !isSameSecret(vault.open(token.secret), secret)) throw badUserInput('secret: another one is known for this serial number.');
      if (token?.accountId === accountId) return true;
      if (token) {
        if (!(await moveToken(transaction, token, accountId))) throw badUserInput('serialNumber: it is bound to another account.');
        await deleteBindingsOf(transaction, serialNumber);
      } else {
        await insertToken(transaction, { serialNumber, accountId, secret: vault.seal(secret), boundAt: null });
      }
      await audit.record(transaction, { accountId, event: 'MFA_TOKEN_ALLOTTED', details: { serialNumber, before: token?.accountId ?? null } });
      return true;
    });
  } catch (error) {
    // The same token in two requests at once: the second is asked for once more, and finds what the first has stored.
    if (isDuplicate(error)) throw badUserInput('serialNumber: it is being taken over at this moment; repeat the line.');
    throw error;
  }
};
