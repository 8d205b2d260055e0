import { eraseAccount, markAccountClosing } from '../account-service.ts';
import type { Deps } from '../deps.ts';
import { endAccountSessions, eraseSecurity } from '../security-service.ts';
import { eraseVerification } from '../verification-service.ts';

interface ErasureStep {
  name: string;
  /** Throws unless it was acknowledged. It may be carried out more than once; the receiver does it once. */
  carryOut(closure: { id: string; accountId: string }): Promise<void>;
}

/**
 * What a confirmed closure does to the rest of the system, in this order. The doors are shut before anything is erased, so that nobody acts
 * on half an account; security still knows phone and e-mail when it sends the last notice; and the account goes last, because its identities
 * are free from then on (TX-DER-044).
 */
export const erasureSteps = ({ services, inventory }: Pick<Deps, 'services' | 'inventory'>): readonly ErasureStep[] => [
  { name: 'mark-account-closing', carryOut: ({ accountId }) => markAccountClosing(services, accountId) },
  { name: 'end-sessions', carryOut: ({ accountId }) => endAccountSessions(services, accountId) },
  { name: 'close-cloud', carryOut: ({ id, accountId }) => inventory.close(accountId, id) },
  { name: 'erase-verification', carryOut: ({ accountId }) => eraseVerification(services, accountId) },
  { name: 'erase-security', carryOut: ({ accountId }) => eraseSecurity(services, accountId) },
  { name: 'erase-account', carryOut: ({ accountId }) => eraseAccount(services, accountId) },
];
