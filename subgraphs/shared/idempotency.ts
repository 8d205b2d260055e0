import { EntitySchema, LessThanOrEqual, type EntityManager, type QueryRunner } from 'typeorm';
import type { Clock } from './clock.ts';
import { day } from './duration.ts';
import { refuse, ok, type Result } from './result.ts';
import { hash, id, instant, longText } from './store/columns.ts';
import { createTable } from './store/create-table.ts';
import { isDuplicate, type Store } from './store/open-store.ts';
import { hashSecret, type Vault } from './vault.ts';

/** The first answer to a request that may be sent again. */
interface FirstAnswer {
  id: string;
  inputHash: string;
  /** Sealed JSON; never with a live secret in it. */
  answer: string;
  createdAt: number;
}

const columns = { id: id(), inputHash: hash(), answer: longText(), createdAt: instant() };

export const firstAnswerEntity = new EntitySchema<FirstAnswer>({ name: 'first_answer', columns, indices: [{ name: 'first_answer_created', columns: ['createdAt'] }] });

export const createFirstAnswerTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'first_answer', columns, { index: { first_answer_created: ['createdAt'] } });

interface Request {
  operation: string;
  /** The account, or `anonymous`. */
  caller: string;
  key: string | null | undefined;
  input: unknown;
}

/** Keeps the answer, in the transaction of the effect itself: neither is there without the other, also after a crash. */
export type KeepAnswer<T> = (transaction: EntityManager, answer: T) => Promise<void>;

export interface Idempotency {
  /**
   * Runs the work once per key: the same key and input from the same caller within 24 hours gives the first answer again,
   * the same key with another input is refused. A refusal is not kept. Without a key the work simply runs.
   */
  once<T>(request: Request, work: (keep: KeepAnswer<T>) => Promise<Result<T>>): Promise<Result<T>>;
}

const lifetime = day;
const longestKey = 255;

/** Deletes the answers whose keys are new again. */
export const forgetOldAnswers = async (transaction: EntityManager, now: number): Promise<void> => {
  await transaction.delete(firstAnswerEntity, { createdAt: LessThanOrEqual(now - lifetime) });
};

export const createIdempotency = ({ store, clock, vault }: { store: Store; clock: Clock; vault: Vault }): Idempotency => {
  // The same request, come again while it is being answered, gets the same answer; as many at once would use up what only one of them needs, such as the guesses of a code.
  const running = new Map<string, Promise<Result<unknown>>>();

  const answer = async <T>(id: string, inputHash: string, work: (keep: KeepAnswer<T>) => Promise<Result<T>>): Promise<Result<T>> => {
    const findFirst = async (): Promise<Result<T> | null> => {
      const first = await store.read.findOneBy(firstAnswerEntity, { id });
      if (!first || clock.now() - first.createdAt >= lifetime) return null;
      return first.inputHash === inputHash ? ok(JSON.parse(vault.open(first.answer)) as T) : refuse({ code: 'IDEMPOTENCY_KEY_REUSED', path: ['idempotencyKey'] });
    };
    const keep: KeepAnswer<T> = async (transaction, answer) => {
      const row = { inputHash, answer: vault.seal(JSON.stringify(answer)), createdAt: clock.now() };
      // An answer that is too old makes room; a fresh one makes the insert fail, and with it the effect.
      await transaction.createQueryBuilder().delete().from(firstAnswerEntity).where('id = :id AND createdAt <= :old', { id, old: clock.now() - lifetime }).execute();
      await transaction.insert(firstAnswerEntity, { id, ...row });
    };

    const first = await findFirst();
    if (first) return first;
    try {
      const done = await work(keep);
      // The same request may have overtaken this one, and used up what this one needed.
      return done.ok ? done : ((await findFirst()) ?? done);
    } catch (error) {
      const overtaken = isDuplicate(error) ? await findFirst() : null;
      if (overtaken) return overtaken;
      throw error;
    }
  };

  return {
    once: async <T>({ operation, caller, key, input }: Request, work: (keep: KeepAnswer<T>) => Promise<Result<T>>): Promise<Result<T>> => {
      if (key === null || key === undefined) return work(async () => undefined);
      if (key.length === 0 || key.length > longestKey) return refuse({ code: 'IDEMPOTENCY_KEY_INVALID', path: ['idempotencyKey'] });
      const id = hashSecret([operation, caller, key].join('\0'));
      const inputHash = vault.blindIndex('input', JSON.stringify(input));
      const same = `${id} ${inputHash}`;
      const current = running.get(same) as Promise<Result<T>> | undefined;
      if (current) return current;
      const answered = answer(id, inputHash, work).finally(() => running.delete(same));
      running.set(same, answered);
      return answered;
    },
  };
};
