import { sessionEnded } from '../../shared/access.ts';
import { second } from '../../shared/duration.ts';
import { newId } from '../../shared/ids.ts';
import { partUnavailable } from '../../shared/request-errors.ts';
import type { Deps } from '../deps.ts';
import { holdSettings } from '../settings/settings-store.ts';
import { findExchangeOf, insertExchange } from './phone-exchange-store.ts';
import type { PhoneExchange } from './phone-exchange.entity.ts';
import { settlePhoneExchangeJob, type SettlePhoneExchange } from './settle-phone-exchange.ts';

/** How long an exchange may take before it is given up: more than account is waited for. */
const patience = 30 * second;
const mostTries = 3;

/**
 * Writes down that the phone is to be exchanged, before account is asked for a place of the new one: whatever fails from here on, the job settles it.
 * The same change sent again goes on with the exchange that is under way; another one waits until account has settled that.
 */
export const beginPhoneExchange = async ({ store, vault, clock, jobs }: Deps, accountId: string, to: string | null): Promise<PhoneExchange> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { exchange, isMine } = await store.transaction(async (transaction) => {
      if (!(await holdSettings(transaction, accountId))) throw sessionEnded();
      const running = await findExchangeOf(transaction, accountId);
      if (running) return { exchange: running, isMine: running.state === 'TAKING' && (running.sealedTo && vault.open(running.sealedTo)) === to };
      const id = newId('exchange');
      const jobId = await jobs.add(transaction, { kind: settlePhoneExchangeJob, payload: { exchangeId: id, accountId } satisfies SettlePhoneExchange, dueAt: clock.now() + patience });
      const begun: PhoneExchange = { id, accountId, state: 'TAKING', sealedTo: to && vault.seal(to), sealedFrom: null, jobId: jobId! };
      await insertExchange(transaction, begun);
      return { exchange: begun, isMine: true };
    });
    if (isMine) return exchange;
    if (!(await jobs.runNow(exchange.jobId))) break;
  }
  throw partUnavailable('An earlier change of the security phone is not finished yet. Try again in a moment.');
};
