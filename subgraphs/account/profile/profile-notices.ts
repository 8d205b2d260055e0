import type { HolderNotice } from '../notices/tell-holder.ts';

/** Without the names: whoever reads the notice may not be the holder. */
export const usernameChanged: HolderNotice = {
  category: 'SECURITY',
  text: {
    zh: { subject: '您的用户名已修改', text: '您账号的用户名已修改，旧用户名不能再用于登录。如非本人操作，请立即修改密码或联系客服。' },
    en: {
      subject: 'Your user name was changed',
      text: 'The user name of your account was changed; the old one signs in no more. If it was not you, change your password at once or turn to customer service.',
    },
  },
};
