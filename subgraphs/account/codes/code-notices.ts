import { minute } from '../../shared/duration.ts';
import type { Language } from '../../shared/messages/language.ts';
import type { CodePurpose } from '../schema.generated.ts';

interface Mail {
  subject: string;
  text: string;
}

const purposes: Record<Language, Record<CodePurpose, string>> = {
  zh: { REGISTER: '注册账号', SIGN_IN: '登录', BIND_LOGIN_METHOD: '绑定登录方式' },
  en: { REGISTER: 'registering an account', SIGN_IN: 'signing in', BIND_LOGIN_METHOD: 'binding a login method' },
};

const minutesOf = (lifetime: number): number => Math.floor(lifetime / minute);

/** The code stands first and alone, so that a phone can offer to fill it in; what it is for stands behind, so that nobody is talked into giving it away for something else. */
export const codeMail: Record<Language, (purpose: CodePurpose, code: string, lifetime: number) => Mail> = {
  zh: (purpose, code, lifetime) => ({
    subject: `您的${purposes.zh[purpose]}验证码`,
    text: `您的验证码是 ${code}，用于${purposes.zh[purpose]}，${minutesOf(lifetime)} 分钟内有效。请勿告诉他人；如非本人操作，请忽略。`,
  }),
  en: (purpose, code, lifetime) => ({
    subject: `Your code for ${purposes.en[purpose]}`,
    text: `Your code is ${code}. It is for ${purposes.en[purpose]} and holds for ${minutesOf(lifetime)} min. Tell it to nobody; if you did not ask for it, ignore this message.`,
  }),
};

/** To who already has an account: somebody, perhaps they, tried to register with the address. Nobody else learns of it. */
export const addressTakenMail: Record<Language, Mail> = {
  zh: {
    subject: '该邮箱已注册账号',
    text: '有人尝试用此邮箱注册账号，但此邮箱已注册过账号。\n\n如果是您本人操作，请直接登录；如非本人操作，无需处理，您的账号未受影响。',
  },
  en: {
    subject: 'You already have an account',
    text: 'Somebody tried to register an account with this e-mail address, which already belongs to one.\n\nIf it was you, sign in instead. If not, there is nothing to do: your account is unchanged.',
  },
};
