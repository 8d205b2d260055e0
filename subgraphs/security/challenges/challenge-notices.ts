import type { HolderNotice } from '../contacts/tell-holder.ts';

export const secondStepFailed: HolderNotice = {
  zh: { subject: '登录验证失败', text: '有人通过了您账号登录的第一步，但第二步验证失败。如非本人操作，请立即修改密码。' },
  en: { subject: 'Sign-in not completed', text: 'Somebody passed the first step of signing in to your account, but failed the second. If this was not you, change your password at once.' },
};
