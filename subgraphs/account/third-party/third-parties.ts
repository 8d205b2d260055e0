import type { IdentityProviderSettings } from '../../shared/config.ts';
import type { Log } from '../../shared/log.ts';
import { createQq } from './qq.ts';
import type { ThirdParty, ThirdPartyKind } from './third-party.ts';
import { createWechatOfficial } from './wechat-official.ts';
import { createWechat } from './wechat.ts';
import { createWecom } from './wecom.ts';
import { createWeibo } from './weibo.ts';

const makers: Record<ThirdPartyKind, (settings: IdentityProviderSettings, log: Log) => ThirdParty> = {
  WECHAT: createWechat,
  QQ: createQq,
  WECOM: createWecom,
  WEIBO: createWeibo,
  WECHAT_OFFICIAL: createWechatOfficial,
};

export type ThirdParties = ReadonlyMap<ThirdPartyKind, ThirdParty>;

/** The providers of these kinds. Throws a ConfigError that names the first setting that is missing. */
export const createThirdParties = (kinds: ThirdPartyKind[], settings: Record<ThirdPartyKind, IdentityProviderSettings>, log: Log): ThirdParties =>
  new Map(kinds.map((kind) => [kind, makers[kind](settings[kind], log)]));
