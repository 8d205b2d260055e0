import type { Clock } from '../../shared/clock.ts';
import type { FaceProvider, Patience } from '../face/face-provider.ts';
import type { PersonalVerification } from './personal-verification.entity.ts';
import type { RecordOutcome } from './record-outcome.ts';

interface Deps {
  clock: Clock;
  face: FaceProvider;
  recordOutcome: RecordOutcome;
}

/** Asks the provider whether the camera is done with a verification, and records what it says; true when the verification has ended. */
export type LookAtCamera = (verification: PersonalVerification, patience: Patience) => Promise<boolean>;

export const createLookAtCamera =
  ({ clock, face, recordOutcome }: Deps): LookAtCamera =>
  async (verification, patience) => {
    if (verification.state !== 'WAITING_FOR_FACE') return true;
    const said = await face.readOutcome(verification.faceTicket, patience);
    const hasRunOut = clock.now() >= verification.faceExpiresAt;
    if (said === null || (said === 'WAITING' && !hasRunOut)) return false;
    await recordOutcome(verification, said === 'WAITING' ? 'EXPIRED' : said);
    return true;
  };
