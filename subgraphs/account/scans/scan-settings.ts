import { ConfigError, type SubgraphConfig } from '../../shared/config.ts';
import type { AccountPolicy } from '../policy.ts';
import { kindsThatConfirm, thirdPartiesOffered } from './scan-rules.ts';

export type ScanSettings = Pick<SubgraphConfig, 'redirectUris' | 'appScanUrl'>;

/** Throws a ConfigError that names a setting without which what the policy offers cannot work. */
export const readScanSettings = ({ signIn }: AccountPolicy, { redirectUris, appScanUrl }: ScanSettings): ScanSettings => {
  if (thirdPartiesOffered(signIn).length > 0 && redirectUris.length === 0) {
    throw new ConfigError('THIRD_PARTY_REDIRECT_URIS: needed, because the policy offers identities of third parties.');
  }
  if (kindsThatConfirm(signIn).length > 0 && !appScanUrl) throw new ConfigError('APP_SCAN_URL: needed, because the policy offers APP_SCAN.');
  return { redirectUris, appScanUrl };
};
