/** What resolvers of this subgraph pass on for a type of the SDL, where it is not the type itself. */
export const mappers: Record<string, string> = {
  Security: './settings/security-view.ts#SecurityView',
  TrustedDevice: './trusted-devices/trusted-device.entity.ts#TrustedDevice as StoredTrustedDevice',
  MfaDevice: './mfa/mfa-device.entity.ts#MfaDevice as BoundMfaDevice',
  Passkey: './passkeys/passkey.entity.ts#Passkey as BoundPasskey',
};
