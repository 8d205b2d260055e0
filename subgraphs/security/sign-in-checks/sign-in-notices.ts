import type { HolderNotice } from '../contacts/tell-holder.ts';
import type { SignInPlace } from './remember-sign-in.ts';

/** Of what is new. */
export const unusualSignIn = ({ place, device }: SignInPlace): HolderNotice => ({
  zh: {
    subject: '账号在新环境登录',
    text: `您的账号刚刚${place ? `在新的地点（${place}）` : ''}${device ? '使用新的设备' : ''}登录。如非本人操作，请立即修改密码并下线所有登录。`,
  },
  en: {
    subject: 'Sign-in from somewhere new',
    text: `Your account was just signed in to${place ? ` from a new place (${place})` : ''}${device ? ' with a new device' : ''}. If this was not you, change your password and sign out everywhere at once.`,
  },
});
