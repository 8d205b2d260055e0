import type { Language } from '../../shared/messages/language.ts';

/** Told to the holder whenever the password was changed: who did not do it learns of it. */
export const passwordChangedMail: Record<Language, { subject: string; text: string }> = {
  zh: {
    subject: '您的账号密码已修改',
    text: '您的账号密码已修改，其他设备均已退出登录。\n\n如非本人操作，请立即联系客服。',
  },
  en: {
    subject: 'Your password was changed',
    text: 'The password of your account was changed, and all other devices were signed out.\n\nIf this was not you, contact support at once.',
  },
};
