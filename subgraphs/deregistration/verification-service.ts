import type { ServiceClient } from '../shared/service-client.ts';
import type { FaceCheck } from './schema.generated.ts';

/** One more look of the verified person into the camera, as verification sees it. */
export interface IdentityCheck {
  state: 'WAITING' | 'PASSED' | 'FAILED';
  face: FaceCheck;
}

interface Answer {
  requestIdentityCheck: { state: IdentityCheck['state']; face: { ticket: string; url: string; expiresAt: string } } | null;
}

/** Asks for the identity check of that request, and how far it is. Null when the account is not verified. */
export const requestIdentityCheck = async (services: ServiceClient, accountId: string, requestId: string): Promise<IdentityCheck | null> => {
  const { requestIdentityCheck: check } = await services.ask<Answer>(
    'verification',
    'mutation($accountId: ID!, $requestId: ID!) { requestIdentityCheck(accountId: $accountId, requestId: $requestId) { state face { ticket url expiresAt } } }',
    { accountId, requestId },
  );
  return check && { state: check.state, face: { ...check.face, expiresAt: Date.parse(check.face.expiresAt) } };
};

export const eraseVerification = async (services: ServiceClient, accountId: string): Promise<void> => {
  await services.ask('verification', 'mutation($accountId: ID!) { eraseVerification(accountId: $accountId) }', { accountId });
};
