import { minute } from '../../../shared/duration.ts';
import type { Language } from '../../../shared/messages/language.ts';

type Message = (secret: string, lifetime: number) => { subject: string; text: string };

const minutesOf = (lifetime: number): number => Math.floor(lifetime / minute);

export const linkMessage: Record<Language, Message> = {
  zh: (link, lifetime) => ({
    subject: '重置您的账号密码',
    text: `请打开以下链接设置新密码：\n\n${link}\n\n链接 ${minutesOf(lifetime)} 分钟内有效，仅可使用一次。如非本人操作，请忽略此邮件，您的密码不会改变。`,
  }),
  en: (link, lifetime) => ({
    subject: 'Set a new password',
    text: `Open this link to set a new password:\n\n${link}\n\nIt holds for ${minutesOf(lifetime)} min and works once. If you did not ask for it, ignore this message: your password stays as it is.`,
  }),
};

/** The code stands first and alone, so that a phone can offer to fill it in. */
export const codeMessage: Record<Language, Message> = {
  zh: (code, lifetime) => ({
    subject: '重置密码验证码',
    text: `您的验证码是 ${code}，用于重置密码，${minutesOf(lifetime)} 分钟内有效。请勿告诉他人；如非本人操作，请忽略。`,
  }),
  en: (code, lifetime) => ({
    subject: 'Your code to set a new password',
    text: `Your code is ${code}. It is for setting a new password and holds for ${minutesOf(lifetime)} min. Tell it to nobody; if you did not ask for it, ignore this message.`,
  }),
};
