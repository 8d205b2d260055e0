import type { HolderNotice } from '../contacts/tell-holder.ts';

export const addressListChanged: HolderNotice = {
  zh: { subject: '访问控制列表已修改', text: '您账号允许登录的网络地址已修改。如非本人操作，请立即修改密码并下线所有登录。' },
  en: { subject: 'Address list changed', text: 'The networks from which your account can be signed in to were changed. If this was not you, change your password and sign out everywhere at once.' },
};
