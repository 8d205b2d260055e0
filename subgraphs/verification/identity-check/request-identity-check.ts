import type { Audit } from '../../shared/audit.ts';
import type { Clock } from '../../shared/clock.ts';
import { isDuplicate, type Store } from '../../shared/store/open-store.ts';
import { hashSecret, type Vault } from '../../shared/vault.ts';
import { forGlance, forService, type FaceProvider } from '../face/face-provider.ts';
import { findVerifiedSubject } from '../real-name/verified-subject-store.ts';
import { addIdentityCheck, endIdentityCheck, findIdentityCheck } from './identity-check-store.ts';
import type { IdentityCheck } from './identity-check.entity.ts';

interface Deps {
  store: Store;
  clock: Clock;
  vault: Vault;
  audit: Audit;
  face: FaceProvider;
}

const longestRequestId = 64;

/** Gives the check of that request, made on its first call, with its state as the provider has it now. Null when nobody is verified. */
export const requestIdentityCheck = ({ store, clock, vault, audit, face }: Deps) => {
  const make = async (accountId: string, requestId: string): Promise<IdentityCheck | null> => {
    const subject = await findVerifiedSubject(store.read, accountId);
    if (!subject) return null;
    // The provider gives the same ticket for the same id, so two calls at once, or one after a crash, make one check.
    const id = `identity-check-${hashSecret(requestId)}`;
    const ticket = await face.openTicket({ id, name: vault.open(subject.name), idNumber: vault.open(subject.idNumber) }, forService);
    if (!ticket) throw new Error('The face provider does not answer; the identity check can be asked for again.');
    const check: IdentityCheck = { requestId, accountId, ticket: ticket.ticket, url: ticket.url, expiresAt: ticket.expiresAt, state: 'WAITING' };
    try {
      await store.transaction(async (transaction) => {
        await addIdentityCheck(transaction, check);
        await audit.record(transaction, { accountId, event: 'IDENTITY_CHECK_REQUESTED', details: { requestId } });
      });
      return check;
    } catch (error) {
      if (isDuplicate(error)) return findIdentityCheck(store.read, requestId);
      throw error;
    }
  };

  const update = async (check: IdentityCheck): Promise<IdentityCheck> => {
    const { accountId, requestId, ticket, expiresAt } = check;
    const said = await face.readOutcome(ticket, forGlance);
    // A silent provider decides nothing: whoever asked asks again.
    if (said === null || (said === 'WAITING' && clock.now() < expiresAt)) return check;
    const state = said === 'PASS' ? 'PASSED' : 'FAILED';
    const isFirst = await store.transaction(async (transaction) => {
      const hasEnded = await endIdentityCheck(transaction, requestId, state);
      if (hasEnded) await audit.record(transaction, { accountId, event: `IDENTITY_CHECK_${state}`, details: { requestId } });
      return hasEnded;
    });
    return isFirst ? { ...check, state } : ((await findIdentityCheck(store.read, requestId)) ?? check);
  };

  return async (accountId: string, requestId: string): Promise<IdentityCheck | null> => {
    if (requestId.length > longestRequestId) throw new Error(`A requestId has at most ${longestRequestId} characters.`);
    const check = (await findIdentityCheck(store.read, requestId)) ?? (await make(accountId, requestId));
    if (!check) return null;
    if (check.accountId !== accountId) throw new Error('This requestId belongs to another account.');
    return check.state === 'WAITING' ? update(check) : check;
  };
};
