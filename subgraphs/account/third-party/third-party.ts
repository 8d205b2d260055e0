import type { Result } from '../../shared/result.ts';
import type { ScannedIdentity } from '../scans/scans.ts';

export type ThirdPartyKind = ScannedIdentity['kind'];

/** A provider of identities, by its own documented protocol. Refuses with PROVIDER_UNAVAILABLE when it does not answer, and with what it refused. */
export interface ThirdParty {
  /** Where the browser goes, or what is shown as a QR code. The provider sends it back to `redirectUri` with a code and `state`. */
  authorisationUrl(asked: { state: string; redirectUri: string }): Promise<Result<string>>;
  /** Exchanges the code, which is good once: it is sent once, however the exchange ends. */
  identify(code: string, redirectUri: string): Promise<Result<ScannedIdentity>>;
}
