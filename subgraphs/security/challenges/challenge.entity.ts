import { EntitySchema } from 'typeorm';
import type { Language } from '../../shared/messages/language.ts';
import type { ChallengePurpose, ChallengeReason, CheckMethod, SensitiveOperation, SessionDuty } from '../../shared/schema.generated.ts';
import { count, flag, hash, id, instant, json, nullable, text } from '../../shared/store/columns.ts';

/** A question that an account holder has to answer. It gives no right by itself. */
export interface Challenge {
  id: string;
  accountId: string;
  purpose: ChallengePurpose;
  /** Of a step-up: the session that gets the right, and the only one that may answer. */
  sessionId: string | null;
  operation: SensitiveOperation | null;
  /** The operation of a product, by its key. */
  productOperation: string | null;
  methods: CheckMethod[];
  /** What is proved first where MFA is answered by binding a device; empty where a bound one answers. */
  bindsMfaAfter: CheckMethod[];
  /** Of a sign-in or an owner check: what it was asked for; it opens no second one. */
  attemptHash: string | null;
  /** Of a sign-in: why it is asked. */
  reason: ChallengeReason | null;
  /** Of a sign-in: whether who answers may have the device trusted. */
  mayTrustDevice: boolean;
  /** Of a sign-in: what the session is opened with. */
  signInMethod: string | null;
  device: string | null;
  duty: SessionDuty | null;
  /** In which codes are sent. */
  language: Language;
  expiresAt: number;
  attempts: number;
  /** Of a sign-in: when its account's holder was told of a wrong answer. */
  failureToldAt: number | null;
  answeredAt: number | null;
  /** Of an owner check: when that it was answered was made use of. */
  usedAt: number | null;
}

export const challengeColumns = {
  id: id(),
  accountId: text(20),
  purpose: text(16),
  sessionId: text(64, nullable),
  operation: text(64, nullable),
  productOperation: text(128, nullable),
  methods: json(),
  bindsMfaAfter: json(),
  attemptHash: hash(nullable),
  reason: text(16, nullable),
  mayTrustDevice: flag(),
  signInMethod: text(24, nullable),
  device: text(200, nullable),
  duty: text(32, nullable),
  language: text(2),
  expiresAt: instant(),
  attempts: count(),
  failureToldAt: instant(nullable),
  answeredAt: instant(nullable),
  usedAt: instant(nullable),
};

export const challengeEntity = new EntitySchema<Challenge>({
  name: 'challenge',
  columns: challengeColumns,
  indices: [
    { name: 'challenge_attempt', columns: ['attemptHash'], unique: true },
    { name: 'challenge_account', columns: ['accountId', 'expiresAt'] },
  ],
});
