import { newToken } from '../../shared/ids.ts';
import { hashSecret } from '../../shared/vault.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Viewer } from '../../shared/caller.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Deps } from '../deps.ts';
import type { OpenedSession } from './open-session.ts';
import { writeProof } from './session-store.ts';

/**
 * Lets a session do sensitive operations until then, under a new token: whoever had got hold of the one before has
 * nothing of the proof, and no session any more. Null when the session has ended.
 */
export const renewSession = async (
  { clock }: Pick<Deps, 'clock'>,
  transaction: Transaction,
  viewer: Viewer,
  proof: { steppedUpUntil: number; steppedUpBy: CheckMethod },
): Promise<OpenedSession | null> => {
  const token = newToken();
  const session = await writeProof(transaction, viewer, clock.now(), { ...proof, tokenHash: hashSecret(token) });
  return session && { session, token };
};
