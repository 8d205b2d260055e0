import { EntitySchema, LessThanOrEqual, type EntityManager, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { formatDuration, hour } from './duration.ts';
import { newCode } from './ids.ts';
import { duration, limit } from './policy/policy-values.ts';
import { ok, refuse, type Result } from './result.ts';
import { count, hash, id, instant } from './store/columns.ts';
import { createTable } from './store/create-table.ts';
import { isDuplicate, type Store } from './store/open-store.ts';
import { isSameSecret, type Vault } from './vault.ts';

export const codePolicy = z.strictObject({
  digits: limit(6, 8),
  lifetime: duration('PT1M', 'PT24H'),
  resendAfter: duration('PT1S', 'PT10M'),
  perHour: limit(1, 100),
  attempts: limit(1, 10),
});
export type CodePolicy = z.infer<typeof codePolicy>;

/** The one live code of a purpose and an address, and how often that address was written to. */
interface OneTimeCode {
  id: string;
  /** Keyed, because six digits could be tried out on a plain hash. */
  codeHash: string;
  guesses: number;
  expiresAt: number;
  sentAt: number;
  /** The hour in which sent codes are counted began here. A new code does not begin it anew. */
  hourStartedAt: number;
  sentInHour: number;
}

const columns = { id: id(), codeHash: hash(), guesses: count(), expiresAt: instant(), sentAt: instant(), hourStartedAt: instant(), sentInHour: count() };

export const codeEntity = new EntitySchema<OneTimeCode>({ name: 'one_time_code', columns, indices: [{ name: 'one_time_code_hour', columns: ['hourStartedAt'] }] });

export const createCodeTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'one_time_code', columns, { index: { one_time_code_hour: ['hourStartedAt'] } });

/** What a code is for and whom it goes to: a code of one purpose is no code of another. */
export interface CodeSubject {
  purpose: string;
  to: string;
  /** What the code is good for besides, for example one flow: in another it is wrong. The limits do not look at it. */
  boundTo?: string;
}

export interface Codes {
  /** Makes a new code, which ends the one before. Refused when asked for too soon or too often. */
  issue(transaction: EntityManager, subject: CodeSubject): Promise<Result<{ code: string; expiresAt: number; resendAfter: number }>>;
  /** Judges a guess. It counts before it is compared, in a transaction of its own, so that of any number at once no more than the policy's attempts are looked at. */
  guess(subject: CodeSubject, code: string): Promise<boolean>;
  /** Uses up a code that was guessed right; false when another request did so first. */
  consume(transaction: EntityManager, subject: CodeSubject, code: string): Promise<boolean>;
  /** Forgets the code, as if none had been sent. */
  forget(transaction: EntityManager, subject: CodeSubject): Promise<void>;
}

/** In place of the time at which a code expires. */
const used = 0;

export const createCodes = (deps: { store: Store; clock: Clock; vault: Vault }, policy: CodePolicy, policyKey: string): Codes => {
  const { store, clock, vault } = deps;
  const idOf = ({ purpose, to }: CodeSubject): string => vault.blindIndex('code-subject', `${purpose}\0${to}`);
  const hashOf = (subject: CodeSubject, code: string): string => vault.blindIndex('code', `${idOf(subject)}\0${subject.boundTo ?? ''}\0${code}`);

  const whyNotSent = (last: OneTimeCode, now: number): Result<null> => {
    const waited = now - last.sentAt;
    // A code that was used has reached its owner: whoever needs another one next is not made to wait.
    if (last.expiresAt !== used && waited < policy.resendAfter) {
      return refuse({ code: 'CODE_SENT_RECENTLY', policy: `${policyKey}.resendAfter`, limit: formatDuration(policy.resendAfter), retryAfter: policy.resendAfter - waited });
    }
    if (now - last.hourStartedAt < hour && last.sentInHour >= policy.perHour) {
      return refuse({ code: 'CODE_SEND_LIMIT_REACHED', policy: `${policyKey}.perHour`, limit: policy.perHour, retryAfter: last.hourStartedAt + hour - now });
    }
    return ok(null);
  };

  return {
    issue: async (transaction, subject) => {
      const [now, code, id] = [clock.now(), newCode(policy.digits), idOf(subject)];
      const fresh = { codeHash: hashOf(subject, code), guesses: 0, expiresAt: now + policy.lifetime, sentAt: now };
      const sent = ok({ code, expiresAt: fresh.expiresAt, resendAfter: policy.resendAfter });
      const last = await transaction.findOneBy(codeEntity, { id });
      if (!last) {
        try {
          await transaction.insert(codeEntity, { id, ...fresh, hourStartedAt: now, sentInHour: 1 });
          return sent;
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          return refuse({ code: 'CODE_SENT_RECENTLY', policy: `${policyKey}.resendAfter`, limit: formatDuration(policy.resendAfter), retryAfter: policy.resendAfter });
        }
      }
      const refusal = whyNotSent(last, now);
      if (!refusal.ok) return refusal;
      const hourIsOver = now - last.hourStartedAt >= hour;
      const { affected } = await transaction.update(
        codeEntity,
        // Two requests can read the same last code; the one that finds it unchanged sends.
        { id, sentAt: last.sentAt, sentInHour: last.sentInHour },
        { ...fresh, ...(hourIsOver ? { hourStartedAt: now, sentInHour: 1 } : { sentInHour: last.sentInHour + 1 }) },
      );
      return affected === 1 ? sent : refuse({ code: 'CODE_SENT_RECENTLY', policy: `${policyKey}.resendAfter`, limit: formatDuration(policy.resendAfter), retryAfter: policy.resendAfter });
    },
    guess: async (subject, code) => {
      const id = idOf(subject);
      const { affected } = await store.transaction((transaction) =>
        transaction
          .createQueryBuilder()
          .update(codeEntity)
          .set({ guesses: () => 'guesses + 1' })
          .where('id = :id AND guesses < :attempts AND expiresAt > :now', { id, attempts: policy.attempts, now: clock.now() })
          .execute(),
      );
      const live = affected === 1 ? await store.read.findOneBy(codeEntity, { id }) : null;
      return live !== null && isSameSecret(live.codeHash, hashOf(subject, code));
    },
    consume: async (transaction, subject, code) => {
      const { affected } = await transaction
        .createQueryBuilder()
        .update(codeEntity)
        .set({ expiresAt: used })
        .where('id = :id AND codeHash = :codeHash AND expiresAt > :now', { id: idOf(subject), codeHash: hashOf(subject, code), now: clock.now() })
        .execute();
      return affected === 1;
    },
    forget: async (transaction, subject) => void (await transaction.delete(codeEntity, { id: idOf(subject) })),
  };
};

/** Deletes the codes that are neither good for anything nor counted any more. */
export const forgetOldCodes = async (transaction: EntityManager, now: number): Promise<void> => {
  await transaction.delete(codeEntity, { hourStartedAt: LessThanOrEqual(now - hour), expiresAt: LessThanOrEqual(now) });
};

/** A code as a person may have typed it: full-width digits and spaces are forgiven, everything else is not. */
export const normaliseCode = (typed: string): string => typed.slice(0, 64).normalize('NFKC').replace(/\s/g, '');
