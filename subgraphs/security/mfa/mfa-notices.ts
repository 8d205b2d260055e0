import type { HolderNotice } from '../contacts/tell-holder.ts';
import type { ProtectionScope } from '../schema.generated.ts';

const scopeNames: Record<ProtectionScope, { zh: string; en: string }> = {
  LOGIN_PROTECTION: { zh: '登录保护', en: 'login protection' },
  OPERATION_PROTECTION: { zh: '操作保护', en: 'operation protection' },
};

/** Says too where it is asked for from now on. */
export const mfaBound = (scopes: readonly ProtectionScope[]): HolderNotice => {
  const named = (language: 'zh' | 'en'): string[] => [...new Set(scopes)].map((scope) => scopeNames[scope][language]);
  const [zh, en] = scopes.length > 0 ? [`，并用于${named('zh').join('和')}`, ` and is used for ${named('en').join(' and ')}`] : ['', ''];
  return {
    zh: { subject: '已绑定 MFA 设备', text: `您的账号已绑定新的 MFA 设备${zh}。如非本人操作，请立即修改密码并联系客服。` },
    en: { subject: 'MFA device bound', text: `A new MFA device was bound to your account${en}. If this was not you, change your password and contact customer service at once.` },
  };
};

/** Says too, when it was the last thing that answers MFA, that nothing asks for it any more. */
export const mfaUnbound = (isLast: boolean): HolderNotice => ({
  zh: { subject: '已解绑 MFA 设备', text: `您账号的 MFA 设备已解绑${isLast ? '，登录保护和操作保护不再使用 MFA' : ''}。如非本人操作，请立即修改密码并联系客服。` },
  en: { subject: 'MFA device unbound', text: `The MFA device of your account was unbound${isLast ? '; login protection and operation protection no longer ask for MFA' : ''}. If this was not you, change your password and contact customer service at once.` },
});
