import type { SessionDuty } from '../../shared/schema.generated.ts';
import { dropDutyOfChallenges } from '../challenges/challenge-store.ts';
import type { Deps } from '../deps.ts';
import { holdSettings } from '../settings/settings-store.ts';
import { dropDuty } from './session-store.ts';

/** The duty was done, with whichever session: none of the account has it any more, nor one that an open challenge leads to. */
export const endDuty = ({ store, audit }: Pick<Deps, 'store' | 'audit'>, accountId: string, duty: SessionDuty): Promise<void> =>
  store.transaction(async (transaction) => {
    // In line with the openings: a session is either opened before and freed here, or begun after.
    if (!(await holdSettings(transaction, accountId))) return;
    await dropDutyOfChallenges(transaction, accountId, duty);
    const sessions = await dropDuty(transaction, accountId, duty);
    if (sessions > 0) await audit.record(transaction, { accountId, event: 'DUTY_DONE', details: { duty, sessions } });
  });
