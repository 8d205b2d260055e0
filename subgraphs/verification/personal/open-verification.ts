import type { Audit } from '../../shared/audit.ts';
import type { Viewer } from '../../shared/caller.ts';
import type { Clock } from '../../shared/clock.ts';
import type { KeepAnswer } from '../../shared/idempotency.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Store } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import type { FaceTicket } from '../face/face-provider.ts';
import { isVerified } from '../real-name/verified-subject-store.ts';
import type { VerificationMethod } from '../schema.generated.ts';
import type { Person } from './personal-rules.ts';
import { addVerification, endVerification, findOpenVerification } from './personal-verification-store.ts';
import type { PollCamera } from './poll-camera.ts';

interface Deps {
  store: Store;
  clock: Clock;
  vault: Vault;
  audit: Audit;
  pollCamera: PollCamera;
}

interface Opening {
  id: string;
  person: Person;
  method: VerificationMethod;
  ticket: FaceTicket;
}

/** The id of the verification that was opened. */
export interface Opened {
  id: string;
}

const attempts = 5;

/** Opens a verification for a person who has a ticket for the camera, in the place of one that runs: an account has one at a time, however many are started at once. */
export const openVerification = ({ store, clock, vault, audit, pollCamera }: Deps) => {
  const openOnce = ({ accountId, sessionId }: Viewer, { id, person, method, ticket }: Opening, keep: KeepAnswer<Opened>): Promise<Result<Opened>> =>
    store.transaction(async (transaction) => {
      const now = clock.now();
      const running = await findOpenVerification(transaction, accountId);
      // TX-VER-024: who goes back and corrects the data begins anew, and what was begun ends.
      if (running) {
        const ending = running.faceExpiresAt <= now ? ({ event: 'expire', failure: 'TIMED_OUT' } as const) : ({ event: 'replace', failure: 'REPLACED' } as const);
        if (await endVerification(transaction, running, { ...ending, at: now })) {
          await audit.record(transaction, { accountId, event: 'VERIFICATION_FAILED', sessionId, details: { verificationId: running.id, failure: ending.failure } });
        }
      }
      const verification = {
        id,
        accountId,
        method,
        name: vault.seal(person.name),
        idNumber: vault.seal(person.idNumber),
        faceTicket: ticket.ticket,
        faceUrl: ticket.url,
        faceExpiresAt: ticket.expiresAt,
        startedAt: now,
      };
      // Two starts can find the same verification to replace, or none; the unique key lets one through.
      if (!(await addVerification(transaction, verification))) return refuse({ code: 'VERIFICATION_IN_PROGRESS' });
      // Last, because the verification that ran until now may have passed while this one waited for its row.
      if (await isVerified(transaction, accountId)) return refuse({ code: 'VERIFICATION_ALREADY_DONE' });
      await keep(transaction, { id });
      await pollCamera.add(transaction, verification);
      await audit.record(transaction, { accountId, event: 'VERIFICATION_STARTED', sessionId, details: { verificationId: id, method } });
      return ok({ id });
    });

  return async (viewer: Viewer, opening: Opening, keep: KeepAnswer<Opened>): Promise<Result<Opened>> => {
    for (let attempt = 1; ; attempt += 1) {
      const opened = await openOnce(viewer, opening, keep);
      // The one that was faster can be replaced as well.
      if (opened.ok || opened.refusals[0]?.code !== 'VERIFICATION_IN_PROGRESS' || attempt === attempts) return opened;
    }
  };
};
