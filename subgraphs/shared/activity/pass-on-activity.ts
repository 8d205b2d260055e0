import type { Witness } from '../audit.ts';
import type { JobHandler, Jobs } from '../jobs/jobs.ts';
import type { ServiceClient } from '../service-client.ts';
import { toActivity, type ActivityFact } from './shown-events.ts';

/** What happened, and from where. */
export interface SeenActivity extends ActivityFact {
  device: string | null;
  address: string | null;
}

const passOnJob = 'pass-on-activity';

const recordDocument = 'mutation($input: RecordActivityInput!) { recordActivity(input: $input) }';

/** Has security take it into the history of the account. Repeating it changes nothing. */
export const recordActivity = async (services: ServiceClient, { at, ...seen }: SeenActivity): Promise<void> =>
  void (await services.ask('security', recordDocument, { input: { ...seen, at: new Date(at).toISOString() } }));

/** Has what a holder is shown taken into the history of the account, after the transaction, once. */
export const passOnActivity =
  (jobs: Jobs): Witness =>
  async (transaction, entry, origin) => {
    const fact = toActivity(entry);
    if (!fact) return;
    const payload: SeenActivity = { ...fact, device: origin?.device ?? null, address: origin?.address ?? null };
    await jobs.add(transaction, { kind: passOnJob, payload });
  };

export const passOnActivityHandlers = (services: ServiceClient): Record<string, JobHandler> => ({
  [passOnJob]: (seen: SeenActivity) => recordActivity(services, seen),
});
