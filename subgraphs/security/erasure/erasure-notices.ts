import type { HolderNotice } from '../contacts/tell-holder.ts';

export const accountClosed: HolderNotice = {
  zh: { subject: '账号已注销', text: '您的账号已注销，账号下的个人信息已删除，且无法恢复。这是该账号的最后一条通知。' },
  en: { subject: 'Account closed', text: 'Your account has been closed and the personal data in it erased; it cannot be restored. This is the last notice about this account.' },
};
