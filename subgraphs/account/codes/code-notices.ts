import { minute } from '../../shared/duration.ts';
import type { Language } from '../../shared/messages/language.ts';

interface Mail {
  subject: string;
  text: string;
}

const minutesOf = (lifetime: number): number => Math.floor(lifetime / minute);

/** The code stands first and alone, so that a phone can offer to fill it in. */
export const codeText: Record<Language, (code: string, lifetime: number) => string> = {
  zh: (code, lifetime) => `您的验证码是 ${code}，用于注册账号，${minutesOf(lifetime)} 分钟内有效。请勿告诉他人；如非本人操作，请忽略。`,
  en: (code, lifetime) =>
    `Your code is ${code}. It is for registering an account and holds for ${minutesOf(lifetime)} min. Tell it to nobody; if you did not ask for it, ignore this message.`,
};

export const codeSubject: Record<Language, string> = { zh: '您的注册验证码', en: 'Your code to register' };

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
