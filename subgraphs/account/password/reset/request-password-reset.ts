import type { Caller } from '../../../shared/caller.ts';
import { newToken } from '../../../shared/ids.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import type { Deps } from '../../deps.ts';
import { identityIndex } from '../../login-methods/identity.ts';
import type { RequestPasswordResetInput } from '../../schema.generated.ts';
import { createResetCodes } from './reset-codes.ts';
import { putLink } from './reset-link-store.ts';
import { codeSubjectOf, readResetName } from './reset-name.ts';
import { sendResetJob, type SendReset } from './send-reset.ts';

interface Requested {
  resendAfter: number;
  expiresAt: number;
}

/**
 * Asks for a link or a code to set a new password with. Here nobody looks whether an account has the name:
 * the same rows are written for every one, and a job that nobody waits for finds out whether there is anybody to write to.
 */
export const requestPasswordReset = (deps: Deps) => {
  const codes = createResetCodes(deps);
  return async (input: RequestPasswordResetInput, { language, address: network }: Pick<Caller, 'language' | 'address'>): Promise<Result<Requested>> => {
    const { store, vault, policy, jobs, captcha } = deps;
    const name = readResetName(policy, input);
    if (!name.ok) return name;
    const { identity, address } = name.value;
    const unsolved = policy.password.reset.wantsCaptcha ? await captcha.whyNotSolved(input.captcha ?? null, network) : null;
    if (unsolved) return refuse(unsolved);
    const requested = await store.transaction(async (transaction): Promise<Result<Requested>> => {
      // Links are counted as codes are, so that nobody's mailbox is filled.
      const issued = await codes.issue(transaction, codeSubjectOf(name.value));
      if (!issued.ok) return issued;
      const { code, expiresAt, resendAfter } = issued.value;
      const isLink = policy.password.reset.sends === 'LINK';
      const secret = isLink ? newToken() : code;
      const index = identityIndex(vault, identity);
      if (isLink) await putLink(transaction, { identityIndex: index, token: secret, expiresAt });
      await jobs.add(transaction, { kind: sendResetJob, payload: { kind: identity.kind, identityIndex: index, address, secret, language } satisfies SendReset, isUrgent: true });
      return ok({ resendAfter, expiresAt });
    });
    return requested.ok ? requested : refuse(...requested.refusals.map((refusal) => ({ ...refusal, path: ['account'] })));
  };
};
