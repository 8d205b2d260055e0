import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

/** How an honest authenticator behaves unless a test says otherwise. */
export interface Behaviour {
  origin: string;
  rpId: string;
  isVerified: boolean;
  isPresent: boolean;
  crossOrigin: boolean;
  isSyncable: boolean;
  /** In place of the one that was asked for. */
  challenge: string;
  type: string;
  /** In place of the next one. */
  counter: number;
  userHandle: string | null;
  /** In place of its own key: what a forger signs with. */
  forged: boolean;
  attestation: [format: string, statement: Map<string, unknown>];
}

interface CreationOptions {
  challenge: string;
  rp: { id: string; name: string };
  user: { id: string; name: string };
}

const flagsOf = ({ isPresent = true, isVerified = true, isSyncable = false }: Partial<Behaviour>, hasCredential: boolean): number =>
  (isPresent ? 0x01 : 0) | (isVerified ? 0x04 : 0) | (isSyncable ? 0x18 : 0) | (hasCredential ? 0x40 : 0);

/** A passkey on P-256 in this process, beside the browser that it would be in. It plays one credential. */
export const createAuthenticator = (usualOrigin: string, credentialId: Uint8Array = randomBytes(32), { counts = true } = {}) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const coseKey = isoCBOR.encode(new Map<number, unknown>([[1, 2], [3, -7], [-1, 1], [-2, new Uint8Array(Buffer.from(x!, 'base64url'))], [-3, new Uint8Array(Buffer.from(y!, 'base64url'))]]) as never);
  const id = encode(credentialId);
  let [counter, handle] = [0, ''];

  const clientDataOf = (type: string, challenge: string, behaviour: Partial<Behaviour>): Buffer =>
    Buffer.from(JSON.stringify({ type: behaviour.type ?? type, challenge: behaviour.challenge ?? challenge, origin: behaviour.origin ?? usualOrigin, crossOrigin: behaviour.crossOrigin ?? false }));

  const authDataOf = (rpId: string, flags: number, count: number, rest: Uint8Array[] = []): Buffer => {
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(count);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counted, ...rest]);
  };

  return {
    id,
    /** What `navigator.credentials.create` gives, as JSON text. */
    create: (optionsText: string, behaviour: Partial<Behaviour> = {}): string => {
      const options = JSON.parse(optionsText) as CreationOptions;
      handle = options.user.id;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const authData = authDataOf(behaviour.rpId ?? options.rp.id, flagsOf(behaviour, true), behaviour.counter ?? 0, [Buffer.alloc(16), length, credentialId, coseKey]);
      const [format, statement] = behaviour.attestation ?? ['none', new Map()];
      const attestationObject = isoCBOR.encode(new Map<string, unknown>([['fmt', format], ['attStmt', statement], ['authData', new Uint8Array(authData)]]) as never);
      const response = { clientDataJSON: encode(clientDataOf('webauthn.create', options.challenge, behaviour)), attestationObject: encode(attestationObject), transports: ['internal'] };
      return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
    },
    /** What `navigator.credentials.get` gives, as JSON text. */
    get: (optionsText: string, behaviour: Partial<Behaviour> = {}): string => {
      const { challenge, rpId } = JSON.parse(optionsText) as { challenge: string; rpId: string };
      counter = behaviour.counter ?? counter + (counts ? 1 : 0);
      const clientData = clientDataOf('webauthn.get', challenge, behaviour);
      const authData = authDataOf(behaviour.rpId ?? rpId, flagsOf(behaviour, false), counter);
      const key = behaviour.forged ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : privateKey;
      const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), key);
      const userHandle = behaviour.userHandle === undefined ? handle : behaviour.userHandle;
      const response = { clientDataJSON: encode(clientData), authenticatorData: encode(authData), signature: encode(signature), ...(userHandle === null ? {} : { userHandle }) };
      return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
    },
  };
};
export type Authenticator = ReturnType<typeof createAuthenticator>;
