import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import type { LoginMethodKind } from '../schema.generated.ts';
import type { WechatLink } from '../security-service.ts';

export const setWechatLinkJob = 'set-wechat-link';

/**
 * Tells security whether a WeChat is linked now, by the job whose id it gives; while security does not answer the job goes on trying. Null for other kinds.
 * The caller holds the account, so that what is later has the later time.
 */
export const syncWechatLink = async ({ jobs, clock }: Pick<Deps, 'jobs' | 'clock'>, transaction: Transaction, accountId: string, kind: LoginMethodKind, isLinked: boolean): Promise<string | null> =>
  kind === 'WECHAT' ? jobs.add(transaction, { kind: setWechatLinkJob, payload: { accountId, isLinked, asOf: clock.now() } satisfies WechatLink }) : null;
