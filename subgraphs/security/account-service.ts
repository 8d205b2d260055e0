import type { Log } from '../shared/log.ts';
import { partUnavailable } from '../shared/request-errors.ts';
import type { ErrorCode } from '../shared/schema.generated.ts';
import type { ServiceClient } from '../shared/service-client.ts';

/** A scan that is to answer a challenge. */
interface ChallengeScan {
  /** The same for every repetition. */
  requestId: string;
  challengeId: string;
  accountId: string;
  ticket: string;
  authorisationCode: string;
}

/** What this subgraph asks of account. */
export interface AccountService {
  /** Null when the WeChat that has scanned is linked to the account; otherwise why the scan proves nothing. It is used up. Throws PART_UNAVAILABLE when account does not answer. */
  proveChallengeScan(scan: ChallengeScan): Promise<ErrorCode | null>;
}

const proveDocument = 'mutation($input: ChallengeScanInput!) { proveChallengeScan(input: $input) { refusal } }';

export const createAccountService = (services: ServiceClient, log: Log): AccountService => ({
  proveChallengeScan: async (input) => {
    const answer = await services.ask<{ proveChallengeScan: { refusal: ErrorCode | null } }>('account', proveDocument, { input }).catch((error: unknown) => {
      log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'account did not say whose WeChat it was');
      throw partUnavailable('Whose WeChat has scanned cannot be told at the moment. Scan again.');
    });
    return answer.proveChallengeScan.refusal;
  },
});
