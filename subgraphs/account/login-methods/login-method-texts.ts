import type { Language } from '../../shared/messages/language.ts';
import type { LoginMethodKind } from '../schema.generated.ts';

const texts: Record<LoginMethodKind, Record<Language, { name: string; how: string }>> = {
  EMAIL: { zh: { name: '邮箱', how: '使用邮箱和密码登录' }, en: { name: 'E-mail', how: 'sign in with the address and a password' } },
  PHONE: { zh: { name: '手机号', how: '使用手机号和密码或短信验证码登录' }, en: { name: 'Phone', how: 'sign in with the number and a password or a code by SMS' } },
  USERNAME: { zh: { name: '用户名', how: '使用用户名和密码登录' }, en: { name: 'User name', how: 'sign in with the name and a password' } },
  WECHAT: { zh: { name: '微信', how: '使用微信扫码登录' }, en: { name: 'WeChat', how: 'sign in by scanning with WeChat' } },
  QQ: { zh: { name: 'QQ', how: '使用 QQ 授权登录' }, en: { name: 'QQ', how: 'sign in by authorising with QQ' } },
  WECHAT_OFFICIAL: { zh: { name: '微信公众平台', how: '由小程序或公众号管理员授权登录' }, en: { name: 'WeChat official account', how: 'sign in by authorisation of the mini program or official account' } },
  WECOM: { zh: { name: '企业微信', how: '使用企业微信扫码登录' }, en: { name: 'WeCom', how: 'sign in by scanning with WeCom' } },
  WEIBO: { zh: { name: '微博', how: '使用微博授权登录' }, en: { name: 'Weibo', how: 'sign in by authorising with Weibo' } },
};

export const nameOf = (kind: LoginMethodKind): Record<Language, string> => ({ zh: texts[kind].zh.name, en: texts[kind].en.name });

/** Its name and how it signs in (TX-ACC-063). */
export const describe = (kind: LoginMethodKind, language: Language): string => {
  const { name, how } = texts[kind][language];
  return language === 'zh' ? `${name}：${how}` : `${name}: ${how}`;
};
