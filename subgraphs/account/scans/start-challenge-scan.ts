import type { Viewer } from '../../shared/caller.ts';
import { partUnavailable } from '../../shared/request-errors.ts';
import { refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import type { StartScanInput } from '../schema.generated.ts';
import { isScanOffered } from './scan-rules.ts';
import { startScan, type StartedScan } from './start-scan.ts';

/** Starts a scan that answers a challenge, and that one alone. Whether this caller may, security knows; while it does not answer PART_UNAVAILABLE is thrown. */
export const startChallengeScan = (deps: Deps) => {
  const { security, log, policy } = deps;
  const start = startScan(deps);
  return async (input: StartScanInput, viewer: Viewer | null): Promise<Result<StartedScan>> => {
    const { challengeId, kind } = input;
    if (!isScanOffered(policy.signIn, kind, 'CHALLENGE')) return refuse({ code: 'SCAN_KIND_NOT_OFFERED', path: ['kind'] });
    if (!challengeId) return refuse({ code: 'FIELD_REQUIRED', path: ['challengeId'] });
    const accountId = await security.accountToScanFor(challengeId, viewer?.sessionId ?? null).catch((error: unknown) => {
      log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'security did not say whom a challenge asks');
      throw partUnavailable('Whether the challenge can be answered cannot be told at the moment. Try again.');
    });
    return accountId ? start(input, { accountId, challengeId }) : refuse({ code: 'CHALLENGE_NOT_FOUND', path: ['challengeId'] });
  };
};
