import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import { answer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/open-store.ts';

/** What a site has to know to have answers verified. */
export const captchaSecret = 'sandbox-captcha-secret';

const LIFE_MS = 2 * 60 * 1000;

const outcomes = ['SOLVED', 'FAILED'] as const;
const tried = z.strictObject({ outcome: z.enum(outcomes) });
const asked = z.object({ secret: z.string().optional(), response: z.string().max(10_000).optional(), remoteip: z.string().optional() });

interface Token { outcome: (typeof outcomes)[number]; expiresAt: string }

/** A captcha, as reCAPTCHA, hCaptcha and Turnstile have theirs verified. An answer is good once, for two minutes. */
export const captchaEndpoints = (store: Store, clock: Clock) => {
  const tokens = store.collection<Token>('captcha-token');
  const seen = store.collection<true>('captcha-seen');

  const whyWrong = ({ secret, response }: z.infer<typeof asked>): string | null => {
    if (!secret) return 'missing-input-secret';
    if (secret !== captchaSecret) return 'invalid-input-secret';
    if (!response) return 'missing-input-response';
    const token = tokens.get(response);
    if (!token) return 'invalid-input-response';
    if (clock.now().toISOString() >= token.expiresAt || !seen.add(response, true)) return 'timeout-or-duplicate';
    return token.outcome === 'SOLVED' ? null : 'invalid-input-response';
  };

  return {
    solve: endpoint({ body: tried }, ({ body: { outcome } }) => {
      const token = randomBytes(24).toString('base64url');
      const expiresAt = new Date(clock.now().getTime() + LIFE_MS).toISOString();
      tokens.put(token, { outcome, expiresAt });
      return answer(201, { token, expiresAt });
    }),

    verify: endpoint({ form: asked }, ({ form }) => {
      const error = whyWrong(form);
      return answer(200, { success: error === null, 'error-codes': error === null ? [] : [error] });
    }),
  };
};
