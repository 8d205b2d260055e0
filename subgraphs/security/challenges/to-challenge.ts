import type { Challenge as PublicChallenge } from '../../shared/schema.generated.ts';
import type { Challenge } from './challenge.entity.ts';

/** A challenge as the schema shows it. */
export const toChallenge = ({ id, purpose, methods, bindsMfaAfter, operation, productOperation, reason, mayTrustDevice, expiresAt }: Challenge): PublicChallenge => ({ id, purpose, methods, bindsMfaAfter, operation, productOperation, reason, mayTrustDevice, expiresAt });
