import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { identityIndex } from '../login-methods/identity.ts';
import { newTicket } from '../scans/scan-ticket.ts';
import type { StartFaceSignInInput } from '../schema.generated.ts';
import { readSignInName } from '../sign-in/sign-in-name.ts';
import { failed, kindToSignInTo, whyNotOffered } from '../sign-in/sign-in-rules.ts';
import { faceCheckIdOf, insertFaceCheck } from './face-check-store.ts';
import type { FaceCapture } from './face-service.ts';

interface Started {
  ticket: string;
  face: FaceCapture;
}

/** Starts a sign-in by face, for a name. Whether an account has it is not looked up, so that the answer cannot tell. */
export const startFaceSignIn =
  ({ store, clock, vault, policy, faces }: Deps) =>
  async (input: StartFaceSignInInput): Promise<Result<Started>> => {
    const refusal = whyNotOffered({ ...input, method: 'FACE' }, policy.signIn);
    if (refusal) return refuse(refusal.code === 'SIGN_IN_METHOD_NOT_OFFERED' ? { ...refusal, path: ['channel'] } : refusal);
    const identity = readSignInName(input.account, kindToSignInTo(input, policy.signIn), policy);
    if (!identity) return refuse(failed);
    const ticket = newTicket();
    const id = faceCheckIdOf(ticket);
    const opened = await faces.open(id);
    if (!opened.ok) return opened;
    const expiresAt = Math.min(opened.value.expiresAt, clock.now() + policy.signIn.faceLifetime);
    const check = { id, kind: identity.kind, identityIndex: identityIndex(vault, identity), capture: opened.value.ticket, isTaken: false, expiresAt };
    await store.transaction((transaction) => insertFaceCheck(transaction, check));
    return ok({ ticket, face: { ...opened.value, expiresAt } });
  };
