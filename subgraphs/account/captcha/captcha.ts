import { request } from 'undici';
import { z } from 'zod';
import { ConfigError } from '../../shared/config.ts';
import type { CaptchaSettings } from '../../shared/config.ts';
import type { Log } from '../../shared/log.ts';
import type { Refusal } from '../../shared/result.ts';
import type { AccountPolicy } from '../policy.ts';

export interface Captcha {
  /** With which a page shows the captcha; null when none is configured. */
  siteKey: string | null;
  /** Why the answer to a captcha does not do: CAPTCHA_REQUIRED without one, CAPTCHA_WRONG, or PROVIDER_UNAVAILABLE while nobody can say. Null when it was solved; the answer is used up by that. */
  whyNotSolved(answer: string | null | undefined, address: string | null): Promise<Refusal | null>;
}

const timeout = 3000;
/** No provider's are longer. */
const longestAnswer = 8192;

/** What the providers answer: reCAPTCHA, hCaptcha and Turnstile speak alike. */
const verdict = z.object({ success: z.boolean(), 'error-codes': z.array(z.string()).default([]) });
/** Of all that can be wrong, this is what the person at the page can mend. */
const wrongAnswer = new Set(['missing-input-response', 'invalid-input-response', 'timeout-or-duplicate', 'already-seen-response', 'expired-input-response']);

const path = ['captcha'];

/** Asks a provider by the siteverify protocol. */
const createSiteVerify = ({ url, secret, siteKey }: CaptchaSettings, log: Log): Captcha => {
  const ask = async (answer: string, address: string | null): Promise<z.infer<typeof verdict>> => {
    const form = new URLSearchParams({ secret, response: answer, ...(address ? { remoteip: address } : {}) });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { statusCode, body } = await request(url, { method: 'POST', headers, body: form.toString(), headersTimeout: timeout, bodyTimeout: timeout });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`The captcha provider answered ${statusCode}.`);
    return verdict.parse(JSON.parse(text));
  };
  return {
    siteKey,
    whyNotSolved: async (answer, address) => {
      if (!answer) return { code: 'CAPTCHA_REQUIRED', path };
      if (answer.length > longestAnswer) return { code: 'CAPTCHA_WRONG', path };
      try {
        const { success, 'error-codes': errors } = await ask(answer, address);
        if (success) return null;
        // A wrong secret, for example, is not the person's fault.
        if (errors.some((error) => !wrongAnswer.has(error))) throw new Error(`The captcha provider complains: ${errors.join(', ')}.`);
        return { code: 'CAPTCHA_WRONG', path };
      } catch (error) {
        log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'a captcha could not be judged');
        return { code: 'PROVIDER_UNAVAILABLE', path };
      }
    },
  };
};

const wantsCaptcha = ({ lockout, password }: AccountPolicy): boolean => lockout.captchaAfter !== null || lockout.perAddress !== null || password.reset.wantsCaptcha;

/** Throws a ConfigError when the policy asks for captchas and no provider is configured. */
export const createCaptcha = (settings: CaptchaSettings | null, policy: AccountPolicy, log: Log): Captcha => {
  if (settings) return createSiteVerify(settings, log);
  if (wantsCaptcha(policy)) throw new ConfigError('CAPTCHA_URL, CAPTCHA_SECRET and CAPTCHA_SITE_KEY: needed, because the policy asks for captchas (account.lockout.captchaAfter, account.lockout.perAddress or account.password.reset.wantsCaptcha).');
  return { siteKey: null, whyNotSolved: () => Promise.reject(new Error('No policy asks for captchas.')) };
};
