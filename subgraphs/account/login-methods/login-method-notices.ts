import type { HolderNotice } from '../notices/tell-holder.ts';
import type { LoginMethodKind } from '../schema.generated.ts';
import { nameOf } from './login-method-texts.ts';

const ifNotYou = { zh: '如非本人操作，请立即联系客服。', en: 'If this was not you, contact support at once.' };

const notice = (zh: { subject: string; text: string }, en: { subject: string; text: string }): HolderNotice => ({
  category: 'SECURITY',
  text: { zh: { ...zh, text: `${zh.text}\n\n${ifNotYou.zh}` }, en: { ...en, text: `${en.text}\n\n${ifNotYou.en}` } },
});

/** Which identity it is stays unsaid: the notice also goes to addresses that are the account's no more. */
export const loginMethodBound = (kind: LoginMethodKind): HolderNotice =>
  notice(
    { subject: '您的账号绑定了新的登录方式', text: `您的账号已绑定登录方式：${nameOf(kind).zh}，今后可用其登录。` },
    { subject: 'A login method was bound to your account', text: `A login method was bound to your account, which can be signed in to with it from now on: ${nameOf(kind).en}.` },
  );

export const loginMethodChanged = (kind: LoginMethodKind): HolderNotice =>
  notice(
    { subject: '您的账号更换了登录方式', text: `您的账号已更换登录方式：${nameOf(kind).zh}。原绑定的身份已不能登录。` },
    { subject: 'A login method of your account was changed', text: `A login method of your account was changed: ${nameOf(kind).en}. The identity that was bound before can no longer sign in.` },
  );

export const loginMethodUnbound = (kind: LoginMethodKind): HolderNotice =>
  notice(
    { subject: '您的账号解绑了登录方式', text: `您的账号已解绑登录方式：${nameOf(kind).zh}，今后不能用其登录。` },
    { subject: 'A login method of your account was unbound', text: `A login method of your account was unbound and can no longer sign in: ${nameOf(kind).en}.` },
  );
