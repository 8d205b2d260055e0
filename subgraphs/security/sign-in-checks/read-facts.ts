import type { Transaction } from '../../shared/store/open-store.ts';
import { hashSecret } from '../../shared/vault.ts';
import type { Deps } from '../deps.ts';
import type { SignInAttempt } from '../sessions/begin-session.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { isTrusted } from '../trusted-devices/trusted-device-store.ts';
import { findUsualPlaces } from './find-usual-places.ts';
import type { SignInFacts } from './why-asked.ts';

type Attempt = Pick<SignInAttempt, 'firstFactor' | 'trustToken' | 'isKnownDevice' | 'failuresBefore'> & Pick<SignInFacts['attempt'], 'place'>;

/** Everything that decides whether this sign-in is asked for more. */
export const readFacts = async ({ clock, policy }: Pick<Deps, 'clock' | 'policy'>, transaction: Transaction, settings: SecuritySettings, attempt: Attempt): Promise<SignInFacts> => {
  const { accountId } = settings;
  const { firstFactor = null, trustToken, isKnownDevice = false, failuresBefore = 0, place } = attempt;
  const now = clock.now();
  const isTrustedDevice = trustToken ? await isTrusted(transaction, accountId, hashSecret(trustToken), now) : false;
  return {
    settings,
    policy,
    bound: await boundMethods(transaction, settings),
    usualPlaces: await findUsualPlaces(transaction, accountId, now, policy.remoteLogin),
    attempt: { firstFactor, isTrustedDevice, isKnownDevice: isKnownDevice || isTrustedDevice, failuresBefore, place },
  };
};
