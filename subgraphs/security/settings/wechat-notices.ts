import type { HolderNotice } from '../contacts/tell-holder.ts';

export const wechatProtectionOff: HolderNotice = {
  zh: { subject: '微信扫码保护已关闭', text: '您账号绑定的微信已解绑，登录保护和操作保护不再要求微信扫码。如非本人操作，请立即修改密码、下线所有登录并联系客服。' },
  en: { subject: 'Protection by WeChat is off', text: 'The WeChat of your account was unbound: login protection and operation protection no longer ask for a scan. If this was not you, change your password, sign out everywhere and contact customer service at once.' },
};
