import { refuse, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { LoginMethodKind, ScanPurpose } from '../schema.generated.ts';

/** A third-party identity as its provider has confirmed it. */
export interface ScannedIdentity {
  kind: Extract<LoginMethodKind, 'WECHAT' | 'QQ' | 'WECOM' | 'WEIBO' | 'WECHAT_OFFICIAL'>;
  /** The id at the provider. */
  subject: string;
  /** The name at the provider; null when it tells none. */
  name: string | null;
}

interface Asked {
  ticket: string;
  /** The code that the provider sent the browser back with; null when it was used before and the identity is known. */
  authorisationCode: string | null;
  purpose: ScanPurpose;
  /** Of BIND: the account that started the scan; another finds nothing. */
  accountId: string | null;
}

export interface Scans {
  /**
   * The third-party identity behind a ticket; exchanges the provider's code at the first call, later ones need none.
   * Refuses with SCAN_NOT_FOUND (path `ticket`) a ticket that has ended or was started by another account or for another purpose, and with what the provider refused.
   */
  identify(asked: Asked): Promise<Result<ScannedIdentity>>;
  /** The account that confirmed an APP ticket in another app. Refuses with SCAN_NOT_FOUND until it is confirmed and when it has ended. */
  confirmedBy(ticket: string): Promise<Result<{ accountId: string }>>;
  /** Uses a ticket up; false when another request did so first. A refusal further on rolls it back. */
  consume(transaction: Transaction, ticket: string): Promise<boolean>;
}

export const createScans = (): Scans => ({
  identify: async () => refuse({ code: 'SCAN_NOT_FOUND', path: ['ticket'] }),
  confirmedBy: async () => refuse({ code: 'SCAN_NOT_FOUND', path: ['ticket'] }),
  consume: async () => false,
});
