import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import type { StartScanInput } from '../schema.generated.ts';
import { isScanOffered } from './scan-rules.ts';
import { insertScan, moveScan } from './scan-store.ts';
import { newTicket, qrOf, scanIdOf } from './scan-ticket.ts';

export interface StartedScan {
  ticket: string;
  url: string;
  expiresAt: number;
}

/** Whom a scan is about: of BIND the account that an identity is to be bound to, of CHALLENGE the one that is asked who is there. */
interface About {
  accountId: string | null;
  challengeId: string | null;
}

/** Starts a scan. */
export const startScan =
  ({ store, clock, policy, thirdParties, scanSettings: { redirectUris, appScanUrl } }: Deps) =>
  async ({ kind, purpose = 'SIGN_IN', redirectUri, replaces }: StartScanInput, { accountId, challengeId }: About): Promise<Result<StartedScan>> => {
    if (!isScanOffered(policy.signIn, kind, purpose)) return refuse({ code: 'SCAN_KIND_NOT_OFFERED', path: ['kind'] });
    // The whole address is compared: a provider looks at its host at most.
    const backTo = redirectUri ?? redirectUris[0]!;
    if (kind !== 'APP' && !redirectUris.includes(backTo)) return refuse({ code: 'REDIRECT_NOT_ALLOWED', path: ['redirectUri'] });
    const ticket = newTicket();
    const provider = kind === 'APP' ? null : thirdParties.get(kind);
    const url = provider ? await provider.authorisationUrl({ state: ticket, redirectUri: backTo }) : ok(`${appScanUrl}#${qrOf(ticket)}`);
    if (!url.ok) return url;
    const expiresAt = clock.now() + policy.signIn.scanLifetime;
    await store.transaction(async (transaction) => {
      // BD-ACC-034: a QR code that was refreshed can no longer be confirmed.
      if (replaces) await moveScan(transaction, { id: scanIdOf(replaces) }, 'replace', { sealedIdentity: null });
      await insertScan(transaction, { id: scanIdOf(ticket), kind, purpose, status: 'WAITING', accountId, challengeId, redirectUri: provider ? backTo : null, sealedIdentity: null, expiresAt });
    });
    return ok({ ticket, url: url.value, expiresAt });
  };
