import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Store, Transaction } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import type { AccountPolicy } from '../policy.ts';
import type { LoginMethodKind, ScanPurpose } from '../schema.generated.ts';
import type { ThirdParties } from '../third-party/third-parties.ts';
import type { Scan } from './scan.entity.ts';
import { findScan, moveScan } from './scan-store.ts';
import { scanIdOf } from './scan-ticket.ts';

/** A third-party identity as its provider has confirmed it. */
export interface ScannedIdentity {
  kind: Extract<LoginMethodKind, 'WECHAT' | 'QQ' | 'WECOM' | 'WEIBO' | 'WECHAT_OFFICIAL'>;
  /** The id at the provider. */
  subject: string;
  /** The name at the provider; null when it tells none. */
  name: string | null;
  /** False of a WeCom member who is no administrator and whose company has not authorised the assistant app: refused with NOT_ADMINISTRATOR where it is to be bound (TX-ACC-076). */
  mayBeBound: boolean;
}

interface Asked {
  ticket: string;
  /** The code that the provider sent the browser back with; null when it was used before and the identity is known. */
  authorisationCode: string | null;
  purpose: ScanPurpose;
  /** Of BIND the account that started the scan, of CHALLENGE the one that is asked who is there; another finds nothing. */
  accountId: string | null;
  /** Of CHALLENGE: the one that the scan was started for; another finds nothing. */
  challengeId?: string;
}

export interface Scans {
  /**
   * The third-party identity behind a ticket; exchanges the provider's code at the first call, later ones need none.
   * Refuses with SCAN_NOT_FOUND (path `ticket`) a ticket that has ended or was started by another account, for another purpose or for another challenge, and with what the provider refused.
   */
  identify(asked: Asked): Promise<Result<ScannedIdentity>>;
  /** The account that confirmed an APP ticket in another app. Refuses with SCAN_NOT_FOUND until it is confirmed and when it has ended. */
  confirmedBy(ticket: string): Promise<Result<{ accountId: string }>>;
  /** Uses a ticket up; false when another request did so first. A refusal further on rolls it back. */
  consume(transaction: Transaction, ticket: string): Promise<boolean>;
}

interface Parts {
  store: Store;
  clock: Clock;
  vault: Vault;
}

const notFound = (): Result<never> => refuse({ code: 'SCAN_NOT_FOUND', path: ['ticket'] });

export const createScans = ({ store, clock, vault }: Parts, thirdParties: ThirdParties, { identifiedLifetime }: AccountPolicy['signIn']): Scans => {
  const readIdentity = ({ sealedIdentity }: Scan): ScannedIdentity => JSON.parse(vault.open(sealedIdentity!)) as ScannedIdentity;

  const exchange = async (scan: Scan, code: string): Promise<Result<ScannedIdentity>> => {
    const provider = scan.kind === 'APP' ? undefined : thirdParties.get(scan.kind);
    if (!provider || !scan.redirectUri) return notFound();
    const confirmed = await provider.identify(code, scan.redirectUri);
    return confirmed.ok && scan.purpose === 'BIND' && !confirmed.value.mayBeBound ? refuse({ code: 'NOT_ADMINISTRATOR' }) : confirmed;
  };

  /** The code is good once, so that one request alone sends it; who comes with the same ticket meanwhile finds nothing. */
  const exchangeOnce = async (scan: Scan, code: string): Promise<Result<ScannedIdentity>> => {
    const isMine = await store.transaction((transaction) => moveScan(transaction, scan, 'exchange', { liveAt: clock.now() }));
    if (!isMine) return notFound();
    const giveBack = (): Promise<boolean> => store.transaction((transaction) => moveScan(transaction, scan, 'giveBack'));
    const confirmed = await exchange(scan, code).catch(async (error: unknown) => {
      await giveBack();
      throw error;
    });
    if (!confirmed.ok) {
      // Another code, or the same where it did not reach the provider, may still come.
      await giveBack();
      return confirmed;
    }
    const changes = { sealedIdentity: vault.seal(JSON.stringify(confirmed.value)), expiresAt: clock.now() + identifiedLifetime };
    const isKept = await store.transaction((transaction) => moveScan(transaction, scan, 'identify', changes));
    return isKept ? confirmed : notFound();
  };

  return {
    identify: async ({ ticket, authorisationCode, purpose, accountId, challengeId = null }) => {
      const scan = await findScan(store.read, scanIdOf(ticket));
      if (!scan || scan.expiresAt <= clock.now() || scan.purpose !== purpose || (purpose !== 'SIGN_IN' && scan.accountId !== accountId) || scan.challengeId !== challengeId) return notFound();
      if (scan.status === 'IDENTIFIED') return ok(readIdentity(scan));
      return authorisationCode ? exchangeOnce(scan, authorisationCode) : notFound();
    },
    confirmedBy: async (ticket) => {
      const scan = await findScan(store.read, scanIdOf(ticket));
      const isConfirmed = scan?.kind === 'APP' && scan.status === 'CONFIRMED' && scan.expiresAt > clock.now();
      return isConfirmed && scan.accountId ? ok({ accountId: scan.accountId }) : notFound();
    },
    consume: (transaction, ticket) => moveScan(transaction, { id: scanIdOf(ticket) }, 'consume', { liveAt: clock.now(), sealedIdentity: null }),
  };
};
