import type { Log } from '../shared/log.ts';
import { partUnavailable } from '../shared/request-errors.ts';
import type { ErrorCode } from '../shared/schema.generated.ts';
import type { ServiceClient } from '../shared/service-client.ts';

export interface ContactRoute {
  /** Whether the account's security contacts are those it is signed in to with. */
  followsLogin: boolean;
  /** The kinds of account of which that is so. */
  kinds: string[];
}

interface PhonePlace {
  isTaken: boolean;
  /** What refused; null when no policy did. */
  policy: string | null;
  limit: string | null;
}

interface NoticeContact {
  /** The same for every repetition. */
  requestId: string;
  accountId: string;
  kind: 'PHONE' | 'EMAIL';
  /** Null: takes away the one that is gone. */
  to: string | null;
  gone: string | null;
}

/** A scan that is to answer a challenge. */
interface ChallengeScan {
  /** The same for every repetition. */
  requestId: string;
  challengeId: string;
  accountId: string;
  ticket: string;
  authorisationCode: string;
}

/** What this subgraph asks of account. Each throws when account does not answer. */
export interface AccountService {
  /** Null when there is no such account (any more). */
  contactRoute(accountId: string): Promise<ContactRoute | null>;
  /** Takes a place of a phone for an account that is about to get it; a repetition takes no second one. */
  takePhonePlace(input: { exchangeId: string; accountId: string; phone: string }): Promise<PhonePlace>;
  /** The exchange is over: the place of this phone is given back, once. */
  settlePhoneExchange(input: { exchangeId: string; accountId: string; freedPhone: string | null }): Promise<void>;
  /** Sets, or takes away, where notices go. */
  setNoticeContact(input: NoticeContact): Promise<void>;
  /** Null when the WeChat that has scanned is linked to the account; otherwise why the scan proves nothing. It is used up. Throws PART_UNAVAILABLE when account does not answer. */
  proveChallengeScan(scan: ChallengeScan): Promise<ErrorCode | null>;
}

const routeDocument = 'query($accountId: ID!) { securityContactRoute(accountId: $accountId) { followsLogin kinds } }';
const takeDocument = 'mutation($input: TakePhonePlaceInput!) { takePhonePlace(input: $input) { isTaken policy limit } }';
const settleDocument = 'mutation($input: SettlePhoneExchangeInput!) { settlePhoneExchange(input: $input) }';
const noticeDocument = 'mutation($input: NoticeContactInput!) { setNoticeContact(input: $input) }';

const proveDocument = 'mutation($input: ChallengeScanInput!) { proveChallengeScan(input: $input) { refusal } }';
const mostRoutes = 10_000;

export const createAccountService = (services: ServiceClient, log: Log): AccountService => {
  // The kind of an account never changes, nor does the policy of running processes.
  const routes = new Map<string, ContactRoute>();
  return {
    contactRoute: async (accountId) => {
      const known = routes.get(accountId);
      if (known) return known;
      const { securityContactRoute: route } = await services.ask<{ securityContactRoute: ContactRoute | null }>('account', routeDocument, { accountId });
      if (routes.size >= mostRoutes) routes.clear();
      if (route) routes.set(accountId, route);
      return route;
    },
    takePhonePlace: async (input) => (await services.ask<{ takePhonePlace: PhonePlace }>('account', takeDocument, { input })).takePhonePlace,
    settlePhoneExchange: async (input) => void (await services.ask('account', settleDocument, { input })),
    setNoticeContact: async (input) => void (await services.ask('account', noticeDocument, { input })),
    proveChallengeScan: async (input) => {
      const answer = await services.ask<{ proveChallengeScan: { refusal: ErrorCode | null } }>('account', proveDocument, { input }).catch((error: unknown) => {
        log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'account did not say whose WeChat it was');
        throw partUnavailable('Whose WeChat has scanned cannot be told at the moment. Scan again.');
      });
      return answer.proveChallengeScan.refusal;
    },
  };
};
