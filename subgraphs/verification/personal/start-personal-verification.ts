import type { Audit } from '../../shared/audit.ts';
import type { Viewer } from '../../shared/caller.ts';
import type { Clock } from '../../shared/clock.ts';
import { addConsent } from '../../shared/consents.ts';
import type { Idempotency } from '../../shared/idempotency.ts';
import { newId } from '../../shared/ids.ts';
import { countPlaces } from '../../shared/quota.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Store } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import { forGlance, forMutation, type FaceProvider } from '../face/face-provider.ts';
import { dateInChina } from '../id-number/age.ts';
import { isVerified } from '../real-name/verified-subject-store.ts';
import type { ConsentInput } from '../schema.generated.ts';
import { placesOf } from './id-number-places.ts';
import type { LookAtCamera } from './look-at-camera.ts';
import type { Opened, openVerification } from './open-verification.ts';
import type { PersonalPolicy } from './personal-policy.ts';
import { readPerson, whyNotStarted, type PersonForm } from './personal-rules.ts';
import { findVerification } from './personal-verification-store.ts';
import type { PersonalVerification } from './personal-verification.entity.ts';

interface Deps {
  store: Store;
  clock: Clock;
  vault: Vault;
  audit: Audit;
  idempotency: Idempotency;
  policy: PersonalPolicy;
  face: FaceProvider;
  lookAtCamera: LookAtCamera;
  open: ReturnType<typeof openVerification>;
}

interface Input extends PersonForm {
  idempotencyKey?: string | null;
}

/** Sends a person to the camera. Until the provider has given a ticket nothing but the consent is stored, and a running verification goes on. */
export const startPersonalVerification = (deps: Deps) => {
  const { store, clock, vault, audit, idempotency, policy, face, lookAtCamera, open } = deps;

  const recordConsent = ({ accountId, sessionId }: Viewer, text: ConsentInput): Promise<void> =>
    store.transaction(async (transaction) => {
      if (!(await addConsent(transaction, accountId, text, clock.now()))) return;
      await audit.record(transaction, { accountId, event: 'CONSENT_GIVEN', sessionId, details: { textId: text.id, version: text.version } });
    });

  const getVerification = async ({ id }: Opened): Promise<PersonalVerification> => {
    const verification = await findVerification(store.read, id);
    if (!verification) throw new Error(`Verification ${id} was erased while it was started.`);
    return verification;
  };

  return async (viewer: Viewer, { idempotencyKey, ...form }: Input): Promise<Result<PersonalVerification>> => {
    const { accountId } = viewer;
    const opened = await idempotency.once<Opened>({ operation: 'startPersonalVerification', caller: accountId, key: idempotencyKey, input: form }, async (keep) => {
      const read = readPerson(form, policy, dateInChina(clock.now()));
      if (!read.ok) return read;
      const person = read.value;
      const found = { isVerified: await isVerified(store.read, accountId), placesTaken: await countPlaces(store.read, placesOf(vault, person.idNumber)) };
      const refusal = whyNotStarted(found, policy);
      if (refusal) return refuse(refusal);
      // On record before the data leave the house, whatever becomes of the verification.
      await recordConsent(viewer, form.consent);
      const id = newId('verification');
      const ticket = await face.openTicket({ id, ...person }, forMutation);
      if (!ticket) return refuse({ code: 'PROVIDER_UNAVAILABLE' });
      return open(viewer, { id, person, method: form.method, ticket }, keep);
    });
    if (!opened.ok) return opened;
    // The provider may know the outcome at once (TX-VER-020); otherwise it is asked for later.
    await lookAtCamera(await getVerification(opened.value), forGlance);
    return ok(await getVerification(opened.value));
  };
};
