import type { Viewer } from '../../shared/caller.ts';
import type { Refusal } from '../../shared/result.ts';
import type { PasskeyCeremony } from './passkey-ceremony.entity.ts';
import type { PasskeyPolicy } from './passkey-policy.ts';
import type { Passkey } from './passkey.entity.ts';

export const bindingNotFound: Refusal = { code: 'PASSKEY_BINDING_NOT_FOUND', path: ['bindingId'] };

export const passkeyNotFound: Refusal = { code: 'PASSKEY_NOT_FOUND', path: ['passkeyId'] };

/** One refusal for everything that an authenticator's response can fail by: what exactly is nobody's business who has it not. */
export const notVerified = (field: 'response' | 'passkey'): Refusal => ({ code: 'PASSKEY_NOT_VERIFIED', path: [field] });

/** Whether this session can finish the binding now. One of another session looks absent. */
export const isPending = (ceremony: PasskeyCeremony, { accountId, sessionId }: Viewer, now: number): boolean =>
  ceremony.accountId === accountId && ceremony.sessionId === sessionId && ceremony.expiresAt > now;

export const whyTooMany = (bound: number, { most }: Pick<PasskeyPolicy, 'most'>): Refusal | null =>
  bound < most ? null : { code: 'PASSKEY_QUOTA_REACHED', policy: 'security.passkeys.most', limit: most };

/** An authenticator that counts states a larger number with every assertion; one that does not, zero. Any other hints at a copy (WebAuthn L3 6.1.1). */
export const isCounterBack = ({ counter }: Pick<Passkey, 'counter'>, stated: number): boolean => (stated > 0 || counter > 0) && stated <= counter;
