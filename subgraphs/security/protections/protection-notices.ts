import type { HolderNotice } from '../contacts/tell-holder.ts';

export const loginProtectionChanged: HolderNotice = {
  zh: { subject: '登录保护已修改', text: '您账号的登录保护设置已修改，自下次登录起生效。如非本人操作，请立即修改密码并下线所有登录。' },
  en: { subject: 'Login protection changed', text: 'The login protection of your account was changed; it takes effect from the next sign-in. If this was not you, change your password and sign out everywhere at once.' },
};

export const operationProtectionChanged: HolderNotice = {
  zh: { subject: '操作保护已修改', text: '您账号的操作保护设置已修改。如非本人操作，请立即修改密码并下线所有登录。' },
  en: { subject: 'Operation protection changed', text: 'The operation protection of your account was changed. If this was not you, change your password and sign out everywhere at once.' },
};
