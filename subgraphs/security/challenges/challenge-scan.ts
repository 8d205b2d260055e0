import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { ErrorCode } from '../../shared/schema.generated.ts';
import type { Deps } from '../deps.ts';
import type { Challenge } from './challenge.entity.ts';

/** What the browser that started the scan has come back with. */
export interface ScanAnswer {
  ticket: string;
  authorisationCode: string;
}

const pathOf = (code: ErrorCode): string[] => {
  if (code === 'SCAN_NOT_FOUND') return ['scan', 'ticket'];
  return code === 'PROVIDER_REFUSED' ? ['scan', 'authorisationCode'] : ['scan'];
};

/**
 * Asks account whose WeChat has scanned; throws PART_UNAVAILABLE when that cannot be told. The ticket is used up there, before the challenge is here:
 * what fails in between has opened nothing, and the challenge can be answered by another scan.
 */
export const judgeScan = async ({ account }: Pick<Deps, 'account'>, { id, accountId }: Pick<Challenge, 'id' | 'accountId'>, scan: ScanAnswer): Promise<Result<() => Promise<true>>> => {
  // The key is that of this answer alone: a ticket that was used is no answer once more.
  const code = await account.proveChallengeScan({ requestId: newId('answer'), challengeId: id, accountId, ...scan });
  return code ? refuse({ code, path: pathOf(code) }) : ok(async () => true);
};
