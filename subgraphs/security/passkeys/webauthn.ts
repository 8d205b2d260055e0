import type { AuthenticatorTransport, PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialDescriptorJSON, PublicKeyCredentialRequestOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { hashSecret } from '../../shared/vault.ts';
import type { PasskeyPolicy } from './passkey-policy.ts';
import type { RelyingParty } from './relying-party.ts';

/** What is stored of a credential, sealed. */
export interface Credential {
  id: string;
  /** COSE, in base64url. */
  publicKey: string;
  /** How the authenticator can be reached, as the browser said: a hint for the next time. */
  transports: string[];
}

/** What a ceremony has to agree with. */
interface Expected {
  relyingParty: RelyingParty;
  policy: Pick<PasskeyPolicy, 'userVerification'>;
  challengeHash: string;
}

/** Those that every platform has: EdDSA, ES256, RS256. The same in all processes, whatever Node they run on. */
const algorithms = [-8, -7, -257];

const longestResponse = 20_000;
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/).max(longestResponse);
const credentialId = base64url.max(1364); // 1023 bytes
const withIds = { id: credentialId, rawId: credentialId, type: z.literal('public-key') };
const registrationShape = z.object({
  ...withIds,
  response: z.object({ clientDataJSON: base64url, attestationObject: base64url, transports: z.array(z.string().max(32)).max(10).catch([]).optional() }),
});
const assertionShape = z.object({
  ...withIds,
  response: z.object({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url, userHandle: base64url.max(128).nullish() }),
});
export type Assertion = z.infer<typeof assertionShape>;

const read = <T>(shape: z.ZodType<T>, text: string): T | null => {
  try {
    return text.length <= longestResponse ? (shape.safeParse(JSON.parse(text)).data ?? null) : null;
  } catch {
    return null;
  }
};

/** Null when it is no assertion. Nothing in it has been checked yet. */
export const readAssertion = (text: string): Assertion | null => read(assertionShape, text);

/** Not before the first passkey: the library takes half a second and 20 MB, and many deployments may never meet one. */
const library = async () => ({ ...(await import('@simplewebauthn/server')), ...(await import('@simplewebauthn/server/helpers')) });

/** While a person is at the authenticator the library is loaded, so that nobody waits for it. Whether that works is found out when it is used. */
const loadMeanwhile = (): void => void library().catch(() => undefined);

/** The library throws at everything that is not as it should be, in whatever form it was sent. */
const verified = async <T>(check: () => Promise<T | null>): Promise<T | null> => {
  try {
    return await check();
  } catch {
    return null;
  }
};

const common = async ({ relyingParty: { id, origins }, policy, challengeHash }: Expected, clientDataJSON: string) => {
  const { decodeClientDataJSON } = await library();
  // A page within a page of somebody else has no business here; the library does not look at it in every case.
  if (decodeClientDataJSON(clientDataJSON).crossOrigin === true) throw new Error('cross-origin');
  return {
    expectedChallenge: (challenge: string) => hashSecret(challenge) === challengeHash,
    expectedOrigin: origins,
    expectedRPID: id,
    requireUserVerification: policy.userVerification === 'required',
  };
};

interface CreationAsked {
  relyingParty: RelyingParty;
  policy: PasskeyPolicy;
  /** The name of the product, for people. */
  rpName: string;
  /** Under which the authenticator lists the passkey. */
  userName: string;
  userHandle: string;
  challenge: string;
  /** What is bound already: an authenticator that has one of them makes no second. */
  bound: Credential[];
}

const descriptors = (credentials: Credential[]): PublicKeyCredentialDescriptorJSON[] => credentials.map(({ id, transports }) => ({ id, transports: transports as AuthenticatorTransport[], type: 'public-key' }));

/** PublicKeyCredentialCreationOptionsJSON, as text. No statement about the authenticator is asked for. */
export const creationOptions = ({ relyingParty, policy, rpName, userName, userHandle, challenge, bound }: CreationAsked): string => {
  loadMeanwhile();
  const options: PublicKeyCredentialCreationOptionsJSON = {
    rp: { id: relyingParty.id, name: rpName },
    user: { id: userHandle, name: userName, displayName: userName },
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ alg, type: 'public-key' })),
    timeout: policy.bindingLifetime,
    excludeCredentials: descriptors(bound),
    authenticatorSelection: { residentKey: 'preferred', requireResidentKey: false, userVerification: policy.userVerification },
    attestation: 'none',
  };
  return JSON.stringify(options);
};

/** PublicKeyCredentialRequestOptionsJSON, as text. */
export const requestOptions = ({ relyingParty, policy, challenge, bound, timeout }: Pick<CreationAsked, 'relyingParty' | 'policy' | 'challenge' | 'bound'> & { timeout: number }): string => {
  loadMeanwhile();
  const options: PublicKeyCredentialRequestOptionsJSON = { rpId: relyingParty.id, challenge, allowCredentials: descriptors(bound), userVerification: policy.userVerification, timeout };
  return JSON.stringify(options);
};

interface Created {
  credential: Credential;
  counter: number;
  isSyncable: boolean;
  isBackedUp: boolean;
}

/** The credential that was made (WebAuthn L3 7.1); null when anything about it is not as it was asked for. */
export const verifyCreation = (expected: Expected, text: string): Promise<Created | null> =>
  verified(async () => {
    const response = read(registrationShape, text);
    if (!response) return null;
    const { verifyRegistrationResponse, decodeAttestationObject, isoBase64URL, isoCBOR } = await library();
    // A statement about the authenticator that comes unasked is left out: its certificates could name addresses to ask.
    const authData = decodeAttestationObject(isoBase64URL.toBuffer(response.response.attestationObject)).get('authData');
    const plain = isoCBOR.encode(new Map<string, unknown>([['fmt', 'none'], ['attStmt', new Map()], ['authData', authData]]) as never);
    const { verified: isVerified, registrationInfo } = await verifyRegistrationResponse({
      ...(await common(expected, response.response.clientDataJSON)),
      response: { ...response, response: { ...response.response, attestationObject: isoBase64URL.fromBuffer(plain) }, clientExtensionResults: {} } as RegistrationResponseJSON,
      supportedAlgorithmIDs: algorithms,
    });
    if (!isVerified || registrationInfo.credential.id !== response.id) return null;
    const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo;
    return {
      credential: { id: credential.id, publicKey: isoBase64URL.fromBuffer(credential.publicKey), transports: response.response.transports ?? [] },
      counter: credential.counter,
      isSyncable: credentialDeviceType === 'multiDevice',
      isBackedUp: credentialBackedUp,
    };
  });

interface Asserted {
  counter: number;
  isSyncable: boolean;
  isBackedUp: boolean;
}

/** What the authenticator states (WebAuthn L3 7.2), its counter yet to be compared; null when anything else is not as it should be. */
export const verifyAssertion = (expected: Expected, assertion: Assertion, credential: Credential, userHandle: string): Promise<Asserted | null> =>
  verified(async () => {
    const handle = assertion.response.userHandle ?? userHandle;
    if (handle !== userHandle) return null;
    const { verifyAuthenticationResponse, isoBase64URL } = await library();
    const { verified: isVerified, authenticationInfo } = await verifyAuthenticationResponse({
      ...(await common(expected, assertion.response.clientDataJSON)),
      response: { ...assertion, response: { ...assertion.response, userHandle: handle }, clientExtensionResults: {} },
      // The library looks at the counter before the signature; whoever forges one shall not make the owner believe in a copy.
      credential: { id: credential.id, publicKey: isoBase64URL.toBuffer(credential.publicKey), counter: 0 },
    });
    if (!isVerified) return null;
    return { counter: authenticationInfo.newCounter, isSyncable: authenticationInfo.credentialDeviceType === 'multiDevice', isBackedUp: authenticationInfo.credentialBackedUp };
  });
