import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { dropProofsBy } from '../sessions/session-store.ts';
import { changeSettings, holdSettings } from './settings-store.ts';
import { wechatProtectionOff } from './wechat-notices.ts';

interface Link {
  accountId: string;
  isLinked: boolean;
  /** When that was so. */
  asOf: number;
}

/**
 * Takes over whether a WeChat is linked to the account. Account refuses to unbind one that a protection checks by (TX-ACC-084); where the protection was
 * chosen at that very moment, it is switched off here and the holder is told, so that none asks for what nobody can answer.
 */
export const setWechatLink = ({ store, audit, ...deps }: Pick<Deps, 'store' | 'audit' | 'vault' | 'jobs'>, { accountId, isLinked, asOf }: Link): Promise<void> =>
  store.transaction(async (transaction) => {
    const settings = await holdSettings(transaction, accountId);
    // One without settings is told with its first session. What was so earlier can come later, and again.
    if (!settings || settings.wechatAsOf >= asOf) return;
    const { loginProtection, operationProtection } = settings;
    const without = isLinked ? {} : { loginProtection: loginProtection.filter((method) => method !== 'WECHAT'), operationProtection: operationProtection.filter((method) => method !== 'WECHAT') };
    await changeSettings(transaction, settings, { hasWechat: isLinked, wechatAsOf: asOf, ...without });
    // As with a phone: what was proved by the one before, if there was one, is proved no more.
    await dropProofsBy(transaction, accountId, ['WECHAT']);
    await audit.record(transaction, { accountId, event: 'WECHAT_LINK_SET', details: { isLinked } });
    if (!isLinked && [...loginProtection, ...operationProtection].includes('WECHAT')) await tellHolder(deps, transaction, settings, wechatProtectionOff);
  });
