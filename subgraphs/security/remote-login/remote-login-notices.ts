import type { HolderNotice } from '../contacts/tell-holder.ts';

export const remoteLoginProtectionChanged = (isOn: boolean): HolderNotice => ({
  zh: { subject: '异地登录保护已修改', text: `您账号的异地登录保护已${isOn ? '开启' : '关闭'}。如非本人操作，请立即修改密码并下线所有登录。` },
  en: { subject: 'Remote-login protection changed', text: `The remote-login protection of your account was switched ${isOn ? 'on' : 'off'}. If this was not you, change your password and sign out everywhere at once.` },
});
