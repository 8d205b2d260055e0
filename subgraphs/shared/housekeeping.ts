import type { Clock } from './clock.ts';
import { codeEntity, forgetOldCodes } from './codes.ts';
import { hour } from './duration.ts';
import { forgetOldAnswers } from './idempotency.ts';
import type { Log } from './log.ts';
import type { Store, Transaction } from './store/open-store.ts';

/** Forgets what a feature looks at no more. */
export type ForgetOld = (transaction: Transaction, now: number) => Promise<void>;

export interface Housekeeping {
  /** Forgets what no rule looks at any more. Any number of processes may do it at once. */
  tidy(): Promise<void>;
  stop(): void;
}

/** Tidies now and every hour, so that tables stay as small as what is in use. */
export const startHousekeeping = ({ store, clock, log }: { store: Store; clock: Clock; log: Log }, ofFeatures: ForgetOld[]): Housekeeping => {
  const hasCodes = store.read.connection.hasMetadata(codeEntity);
  const tidy = (): Promise<void> =>
    store.transaction(async (transaction) => {
      await forgetOldAnswers(transaction, clock.now());
      if (hasCodes) await forgetOldCodes(transaction, clock.now());
      for (const forgetOld of ofFeatures) await forgetOld(transaction, clock.now());
    });
  const tidyInBackground = (): void => void tidy().catch((error: unknown) => log.error({ reason: String(error) }, 'housekeeping failed'));
  const timer = setInterval(tidyInBackground, hour);
  tidyInBackground();
  return { tidy, stop: () => clearInterval(timer) };
};
