import { ConfigError, type IdentityProviderSettings } from '../../shared/config.ts';
import type { ThirdPartyKind } from './third-party.ts';

/** A setting that the policy makes necessary. Throws a ConfigError that names it. */
export const needed = (kind: ThirdPartyKind, what: 'APP_ID' | 'APP_SECRET' | 'TOKEN_URL', value: string | undefined): string => {
  if (value === undefined) throw new ConfigError(`${kind}_${what}: needed, because the policy offers ${kind}.`);
  return value;
};

/** Where a service of the provider is, and where a page of it: the official host, unless the settings put another in its place. */
export const serviceAt = ({ url }: IdentityProviderSettings, official: string): string => url ?? official;
export const pageAt = ({ url, pageUrl }: IdentityProviderSettings, official: string): string => pageUrl ?? url ?? official;
