import type { Language } from '../../shared/messages/language.ts';
import type { Advice, AdviceCode } from '../schema.generated.ts';

const messages: Record<Language, Record<AdviceCode, string>> = {
  zh: {
    BIND_ANOTHER_LOGIN_METHOD: '建议再绑定一种登录方式，以免唯一的登录方式失效后无法登录。',
    CONTACT_EMAIL_DIFFERS: '安全邮箱与联系邮箱不一致，建议保持一致。',
    ENTERPRISE_WITH_PERSONAL_IDENTITY: '企业建议使用邮箱或公众号注册：个人社交账号属于个人，人员变动时账号需要更换。',
    PASSWORD_OLD: '密码已较长时间未更换，建议定期更换。',
  },
  en: {
    BIND_ANOTHER_LOGIN_METHOD: 'Bind another login method, so that you can still sign in when the only one stops working.',
    CONTACT_EMAIL_DIFFERS: 'The security e-mail and the contact e-mail differ. Consider using one for both.',
    ENTERPRISE_WITH_PERSONAL_IDENTITY: 'An enterprise should register with an e-mail address or an official account: this identity belongs to one person, and the account would have to change when they leave.',
    PASSWORD_OLD: 'The password has not been changed for a long time. Consider changing it.',
  },
};

/** A hint in the caller's language. */
export const toAdvice = (code: AdviceCode, language: Language): Advice => ({ code, message: messages[language][code] });
