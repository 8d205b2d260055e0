import type { Audit } from '../../shared/audit.ts';
import type { Clock } from '../../shared/clock.ts';
import { takePlace } from '../../shared/quota.ts';
import { ok, refuse } from '../../shared/result.ts';
import { isDuplicate, type Store, type Transaction } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import type { FaceOutcome } from '../face/face-provider.ts';
import { addVerifiedSubject } from '../real-name/verified-subject-store.ts';
import type { VerificationFailure } from '../schema.generated.ts';
import { placesOf } from './id-number-places.ts';
import type { PersonalPolicy } from './personal-policy.ts';
import { endVerification } from './personal-verification-store.ts';
import type { PersonalVerification } from './personal-verification.entity.ts';
import type { VerificationEvent } from './verification-states.ts';

interface Deps {
  store: Store;
  clock: Clock;
  vault: Vault;
  audit: Audit;
  policy: PersonalPolicy;
}

interface Failure {
  event: VerificationEvent;
  failure: VerificationFailure;
}

/** What a person is told when the camera did not pass (TX-VER-031). */
export const failureOf: Record<Exclude<FaceOutcome, 'PASS'>, Failure> = {
  MISMATCH: { event: 'fail', failure: 'PHOTO_MISMATCH' },
  LIVENESS_FAILED: { event: 'fail', failure: 'LIVENESS_FAILED' },
  OCCLUDED: { event: 'fail', failure: 'FACE_OCCLUDED' },
  NAME_OR_ID_WRONG: { event: 'fail', failure: 'NAME_OR_ID_WRONG' },
  REVIEW: { event: 'fail', failure: 'REVIEW_NEEDED' },
  EXPIRED: { event: 'expire', failure: 'TIMED_OUT' },
};

const quotaReached: Failure = { event: 'findQuotaFull', failure: 'QUOTA_REACHED' };

/** Ends a running verification with what the provider said. Whoever learns of it may call it; it counts once. */
export type RecordOutcome = (verification: PersonalVerification, outcome: FaceOutcome) => Promise<void>;

export const createRecordOutcome = ({ store, clock, vault, audit, policy }: Deps): RecordOutcome => {
  const fail = async (transaction: Transaction, verification: PersonalVerification, { event, failure }: Failure): Promise<void> => {
    if (!(await endVerification(transaction, verification, { event, failure, at: clock.now() }))) return;
    await audit.record(transaction, { accountId: verification.accountId, event: 'VERIFICATION_FAILED', details: { verificationId: verification.id, failure } });
  };

  return async (verification, outcome) => {
    const { id, accountId, method, name, idNumber } = verification;
    // Both are there as long as it runs.
    if (name === null || idNumber === null) return;
    const recording = store.transaction(async (transaction) => {
      if (outcome !== 'PASS') return fail(transaction, verification, failureOf[outcome]);
      // TX-VER-012 holds here: any number of people may be at the camera with one identity number.
      const hasPlace = await takePlace(transaction, { ...placesOf(vault, vault.open(idNumber)), holder: accountId }, policy.accountsPerIdNumber);
      if (!hasPlace) return fail(transaction, verification, quotaReached);
      const verifiedAt = clock.now();
      // Refusing gives the place back: the verification was replaced, or has ended by another request.
      if (!(await endVerification(transaction, verification, { event: 'pass', failure: null, at: verifiedAt }))) return refuse();
      await addVerifiedSubject(transaction, { accountId, kind: 'PERSONAL', name, idNumber, method, verifiedAt });
      await audit.record(transaction, { accountId, event: 'VERIFIED', details: { verificationId: id, method } });
      return ok(null);
    });
    await recording.catch((error: unknown) => {
      // Another request saw the same outcome and took the place in the same moment; what it wrote counts.
      if (!isDuplicate(error)) throw error;
    });
  };
};
