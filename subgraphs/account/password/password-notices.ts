import type { HolderNotice } from '../notices/tell-holder.ts';

/** Told to the holder whenever the password was changed: who did not do it learns of it. */
export const passwordChanged: HolderNotice = {
  category: 'SECURITY',
  text: {
    zh: {
      subject: '您的账号密码已修改',
      text: '您的账号密码已修改，其他设备均已退出登录。\n\n如非本人操作，请立即联系客服。',
    },
    en: {
      subject: 'Your password was changed',
      text: 'The password of your account was changed, and all other devices were signed out.\n\nIf this was not you, contact support at once.',
    },
  },
};

/** Told to the holder when a forgotten password was replaced. */
export const passwordReset: HolderNotice = {
  category: 'SECURITY',
  text: {
    zh: {
      subject: '您的账号密码已重置',
      text: '您的账号密码已重置，所有设备均已退出登录。多因素认证和账号保护保持不变。\n\n如非本人操作，请立即联系客服。',
    },
    en: {
      subject: 'Your password was reset',
      text: 'The password of your account was replaced by a new one, and all devices were signed out. Your authenticator app and protections are unchanged.\n\nIf this was not you, contact support at once.',
    },
  },
};

/** Told to the holder when the platform has found the password among those that others know. */
export const passwordCompromised: HolderNotice = {
  category: 'SECURITY',
  text: {
    zh: {
      subject: '请修改您的账号密码',
      text: '您的账号密码可能已泄露，所有设备均已退出登录。下次登录时请设置新密码。',
    },
    en: {
      subject: 'Please change your password',
      text: 'The password of your account may be known to others, and all devices were signed out. Choose a new one when you sign in next.',
    },
  },
};
