import type { Caller } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import type { SignInInput, SignInMethod } from '../schema.generated.ts';
import { goOnWithProof, nothingYet, type SignedIn } from './go-on-with-proof.ts';
import type { Proof, Prove } from './proof.ts';
import { proveAppScan } from './prove-app-scan.ts';
import { proveFace } from './prove-face.ts';
import { provePassword } from './prove-password.ts';
import { proveSms } from './prove-sms.ts';
import { proveThirdParty } from './prove-third-party.ts';
import { agreementsOf, kindToSignInTo, whyNotOffered } from './sign-in-rules.ts';

const provers: Record<SignInMethod, Prove> = { PASSWORD: provePassword, SMS: proveSms, THIRD_PARTY: proveThirdParty, APP_SCAN: proveAppScan, FACE: proveFace };

/** Which third party it was says more than that it was one. */
const nameOf = (method: SignInMethod, { identity }: Proof): string => (method === 'THIRD_PARTY' && identity ? identity.kind : method);

/** Signs in: proves the first factor by the chosen method, then goes on with the accounts that it opens. */
export const signIn = (deps: Deps) => {
  const goOn = goOnWithProof(deps);
  return async (input: SignInInput, caller: Caller): Promise<Result<SignedIn>> => {
    const { signIn: policy } = deps.policy;
    const refusal = whyNotOffered(input, policy);
    if (refusal) return refuse(refusal);
    const proved = await provers[input.method ?? 'PASSWORD'](deps, { input, accountKind: kindToSignInTo(input, policy), caller });
    if (!proved.ok) return proved;
    if ('unknownIdentity' in proved.value) return ok({ ...nothingYet, unknownIdentity: proved.value.unknownIdentity });
    const signInMethod = nameOf(input.method ?? 'PASSWORD', proved.value);
    return goOn({ ...proved.value, facts: { ...proved.value.facts, signInMethod } }, { linkTicket: input.linkTicket ?? null, consents: agreementsOf(input, policy), entrance: input.entrance ?? 'MAIN', trustToken: input.trustToken ?? null, caller });
  };
};
