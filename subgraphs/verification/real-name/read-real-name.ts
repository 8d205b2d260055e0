import type { Store } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import { forGlance } from '../face/face-provider.ts';
import type { LookAtCamera } from '../personal/look-at-camera.ts';
import { findNewestVerification, findOpenVerification } from '../personal/personal-verification-store.ts';
import type { PersonalVerification } from '../personal/personal-verification.entity.ts';
import type { RealNameKind, RealNameStatus, VerificationMethod } from '../schema.generated.ts';
import { maskDocumentNumber, maskName } from './mask.ts';
import { findVerifiedSubject } from './verified-subject-store.ts';

interface Deps {
  store: Store;
  vault: Vault;
  lookAtCamera: LookAtCamera;
}

/** What the holder of an account is shown of its verification; name and number are masked here and leave the store no other way. */
export interface RealNameView {
  status: RealNameStatus;
  subject: { kind: RealNameKind; name: string; documentNumber: string; method: VerificationMethod; verifiedAt: number } | null;
  verification: PersonalVerification | null;
}

export const readRealName =
  ({ store, vault, lookAtCamera }: Deps) =>
  async (accountId: string): Promise<RealNameView> => {
    const running = await findOpenVerification(store.read, accountId);
    // The person may come straight from the camera. When the provider is silent, it stays as it is.
    if (running) await lookAtCamera(running, forGlance);

    // In this order: a verification that reads as passed has its subject beside it.
    const verification = await findNewestVerification(store.read, accountId);
    const subject = await findVerifiedSubject(store.read, accountId);
    if (!subject) return { status: verification?.state === 'WAITING_FOR_FACE' ? 'PENDING' : 'UNVERIFIED', subject: null, verification };
    const { kind, method, verifiedAt } = subject;
    const masked = { name: maskName(vault.open(subject.name)), documentNumber: maskDocumentNumber(vault.open(subject.idNumber)) };
    return { status: 'VERIFIED', subject: { kind, method, verifiedAt, ...masked }, verification };
  };
