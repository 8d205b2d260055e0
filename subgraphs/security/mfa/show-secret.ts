import QRCode from 'qrcode';
import type { MfaPolicy } from './mfa-policy.ts';
import { otpauthUri } from './totp.ts';

export interface ShownSecret {
  secret: string | null;
  otpauthUri: string | null;
  /** An SVG document. */
  qrCode: string | null;
}

/** The secret of an app as it is shown: to type in, and to scan. */
export const showSecret = async (secret: string, label: string, policy: MfaPolicy): Promise<ShownSecret> => {
  const uri = otpauthUri(secret, label, policy);
  return { secret, otpauthUri: uri, qrCode: await QRCode.toString(uri, { type: 'svg' }) };
};
