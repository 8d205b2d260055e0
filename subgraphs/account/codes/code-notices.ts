import { minute } from '../../shared/duration.ts';
import type { Language } from '../../shared/messages/language.ts';
import type { CodePurpose } from '../schema.generated.ts';

interface Mail {
  subject: string;
  text: string;
}

const minutesOf = (lifetime: number): number => Math.floor(lifetime / minute);

/** What a code is for, as a person is told: the name of it, and in the sentence "it is for …". */
const uses: Record<Language, Record<CodePurpose, { title: string; use: string }>> = {
  zh: {
    REGISTER: { title: '您的注册验证码', use: '注册账号' },
    SIGN_IN: { title: '您的登录验证码', use: '登录账号' },
    BIND_LOGIN_METHOD: { title: '您的绑定验证码', use: '绑定登录方式' },
  },
  en: {
    REGISTER: { title: 'Your code to register', use: 'registering an account' },
    SIGN_IN: { title: 'Your code to sign in', use: 'signing in' },
    BIND_LOGIN_METHOD: { title: 'Your code to bind a login method', use: 'binding this address to an account, which can then be signed in to with it' },
  },
};

/** The code stands first and alone, so that a phone can offer to fill it in; what it is for is said, so that nobody gives it away for something else. */
export const codeMail = (purpose: CodePurpose, code: string, lifetime: number, language: Language): Mail => {
  const { title, use } = uses[language][purpose];
  const text = {
    zh: `您的验证码是 ${code}，用于${use}，${minutesOf(lifetime)} 分钟内有效。请勿告诉他人；如非本人操作，请忽略。`,
    en: `Your code is ${code}. It is for ${use} and holds for ${minutesOf(lifetime)} min. Tell it to nobody; if you did not ask for it, ignore this message.`,
  };
  return { subject: title, text: text[language] };
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
