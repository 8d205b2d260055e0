import type { HolderNotice } from '../contacts/tell-holder.ts';
import type { Elsewhere } from './session-rules.ts';

export const sessionLifetimeChanged: HolderNotice = {
  zh: { subject: '登录保持时间已修改', text: '您账号的登录保持时间已修改，自下次登录起生效。如非本人操作，请立即修改密码并下线所有登录。' },
  en: { subject: 'Session lifetime changed', text: 'How long your account stays signed in was changed; it takes effect from the next sign-in. If this was not you, change your password and sign out everywhere at once.' },
};

const elsewhere: Record<Elsewhere, (place: string | null) => { zh: string; en: string }> = {
  REMOTE_LOGIN: (place) => ({ zh: `在非常用地点（${place}）`, en: `from an unusual place (${place})` }),
  ADDRESS_NOT_ALLOWED: () => ({ zh: '从访问控制列表之外的网络地址', en: 'from a network that is not in its address list' }),
};

export const usedFromElsewhere = (reason: Elsewhere, place: string | null): HolderNotice => {
  const { zh, en } = elsewhere[reason](place);
  return {
    zh: { subject: '登录会话已结束', text: `您账号的一个登录会话${zh}被使用，已被结束，重新登录时需要通过验证。如非本人操作，请立即修改密码并下线所有登录。` },
    en: { subject: 'A session was ended', text: `A session of your account was used ${en}, and was ended; signing in anew there meets the checks that you have set. If this was not you, change your password and sign out everywhere at once.` },
  };
};
