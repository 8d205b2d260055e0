import type { Clock } from '../../shared/clock.ts';
import type { JobHandler, Jobs } from '../../shared/jobs/jobs.ts';
import type { Store, Transaction } from '../../shared/store/open-store.ts';
import { inBackground } from '../face/face-provider.ts';
import type { LookAtCamera } from './look-at-camera.ts';
import { findVerification } from './personal-verification-store.ts';
import type { PersonalVerification } from './personal-verification.entity.ts';
import type { RecordOutcome } from './record-outcome.ts';

interface Deps {
  store: Store;
  clock: Clock;
  jobs: Jobs;
  lookAtCamera: LookAtCamera;
  recordOutcome: RecordOutcome;
  pollEvery: number;
}

type Running = Pick<PersonalVerification, 'id' | 'startedAt' | 'faceExpiresAt'>;

/** Looks at the camera from time to time until the ticket runs out, so that a verification ends also when nobody asks for it. */
export interface PollCamera {
  add(transaction: Transaction, verification: Running): Promise<void>;
  handlers: Record<string, JobHandler>;
}

const kind = 'poll-camera';

/** When to look next: at fixed distances from the start, and last when the ticket runs out. */
export const nextLookAt = ({ startedAt, faceExpiresAt }: Running, now: number, pollEvery: number): number => {
  const next = startedAt + (Math.floor((now - startedAt) / pollEvery) + 1) * pollEvery;
  return Math.min(next, Math.max(faceExpiresAt, now));
};

export const createPollCamera = ({ store, clock, jobs, lookAtCamera, recordOutcome, pollEvery }: Deps): PollCamera => {
  const add = async (transaction: Transaction, verification: Running): Promise<void> => {
    const dueAt = nextLookAt(verification, clock.now(), pollEvery);
    // A job that runs twice writes its successor once, because both find the same next time.
    await jobs.add(transaction, { kind, payload: { verificationId: verification.id }, dueAt, uniqueKey: `${kind} ${verification.id} ${dueAt}` });
  };

  const poll = async ({ verificationId }: { verificationId: string }): Promise<void> => {
    const verification = await findVerification(store.read, verificationId);
    if (!verification || (await lookAtCamera(verification, inBackground))) return;
    // A provider that is silent when the ticket has run out must not keep a person waiting for ever.
    if (clock.now() >= verification.faceExpiresAt) return recordOutcome(verification, 'EXPIRED');
    await store.transaction((transaction) => add(transaction, verification));
  };

  return { add, handlers: { [kind]: poll } };
};
