import type { HolderNotice } from '../contacts/tell-holder.ts';

export const mfaBound: HolderNotice = {
  zh: { subject: '已绑定 MFA 设备', text: '您的账号已绑定新的 MFA 设备。如非本人操作，请立即修改密码并联系客服。' },
  en: { subject: 'MFA device bound', text: 'A new MFA device was bound to your account. If this was not you, change your password and contact customer service at once.' },
};

export const mfaUnbound: HolderNotice = {
  zh: { subject: '已解绑 MFA 设备', text: '您账号的 MFA 设备已解绑；除非另有通行密钥，登录保护和操作保护不再使用 MFA。如非本人操作，请立即修改密码并联系客服。' },
  en: { subject: 'MFA device unbound', text: 'The MFA device of your account was unbound; unless a passkey is bound, login protection and operation protection no longer ask for MFA. If this was not you, change your password and contact customer service at once.' },
};
