import type { HolderNotice } from '../contacts/tell-holder.ts';

export const sessionLifetimeChanged: HolderNotice = {
  zh: { subject: '登录保持时间已修改', text: '您账号的登录保持时间已修改，自下次登录起生效。如非本人操作，请立即修改密码并下线所有登录。' },
  en: { subject: 'Session lifetime changed', text: 'How long your account stays signed in was changed; it takes effect from the next sign-in. If this was not you, change your password and sign out everywhere at once.' },
};
