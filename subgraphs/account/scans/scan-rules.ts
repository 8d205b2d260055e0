import type { AccountPolicy } from '../policy.ts';
import type { AccountKind, ScanKind, ScanPurpose } from '../schema.generated.ts';
import type { ThirdPartyKind } from '../third-party/third-party.ts';

type SignIn = AccountPolicy['signIn'];

/** Every provider that some kind of account can be signed in to with. */
export const thirdPartiesOffered = ({ accountKinds }: SignIn): ThirdPartyKind[] => [
  ...new Set(accountKinds.flatMap(({ thirdParties }) => thirdParties.filter((kind): kind is ThirdPartyKind => kind !== 'APP'))),
];

/** The kinds of account that are signed in to by a QR code, which then another of their apps confirms (BD-ACC-026, BD-ACC-028). */
export const kindsThatConfirm = ({ options }: SignIn): AccountKind[] => options.filter(({ methods }) => methods.includes('APP_SCAN')).map(({ accountKind }) => accountKind);

export const isScanOffered = (signIn: SignIn, kind: ScanKind, purpose: ScanPurpose): boolean => {
  if (kind === 'APP') return purpose === 'SIGN_IN' && kindsThatConfirm(signIn).length > 0;
  // A challenge is answered by WeChat and no other (TX-SEC-010).
  return (purpose !== 'CHALLENGE' || kind === 'WECHAT') && thirdPartiesOffered(signIn).includes(kind);
};
