import { minute } from '../../shared/duration.ts';
import type { Language } from '../../shared/messages/language.ts';
import type { SensitiveOperation } from '../../shared/schema.generated.ts';

type Occasion = SensitiveOperation | 'SIGN_IN' | 'PASSWORD_RESET';

const occasions: Record<Language, Record<Occasion, string>> = {
  zh: {
    SIGN_IN: '登录',
    BIND_MFA: '绑定 MFA 设备',
    UNBIND_MFA: '解绑 MFA 设备',
    CHANGE_PASSWORD: '修改密码',
    PASSWORD_RESET: '重置密码',
    BIND_LOGIN_METHOD: '绑定登录方式',
    CHANGE_LOGIN_METHOD: '更换登录方式',
    UNBIND_LOGIN_METHOD: '解绑登录方式',
    CHANGE_USERNAME: '修改用户名',
    CHANGE_SECURITY_EMAIL: '修改安全邮箱',
    SET_LOGIN_PROTECTION: '设置登录保护',
    SET_OPERATION_PROTECTION: '设置操作保护',
    SET_SESSION_LIFETIME: '设置登录保持时间',
    SIGN_OUT_ALL_SESSIONS: '下线所有登录',
    START_DEREGISTRATION: '注销账号',
  },
  en: {
    SIGN_IN: 'sign in',
    BIND_MFA: 'bind an MFA device',
    UNBIND_MFA: 'unbind an MFA device',
    CHANGE_PASSWORD: 'change the password',
    PASSWORD_RESET: 'set a new password',
    BIND_LOGIN_METHOD: 'bind a login method',
    CHANGE_LOGIN_METHOD: 'change a login method',
    UNBIND_LOGIN_METHOD: 'unbind a login method',
    CHANGE_USERNAME: 'change the user name',
    CHANGE_SECURITY_EMAIL: 'change the security e-mail',
    SET_LOGIN_PROTECTION: 'change the login protection',
    SET_OPERATION_PROTECTION: 'change the operation protection',
    SET_SESSION_LIFETIME: 'change how long you stay signed in',
    SIGN_OUT_ALL_SESSIONS: 'sign out everywhere',
    START_DEREGISTRATION: 'close the account',
  },
};

interface Told {
  code: string;
  occasion: Occasion;
  /** How long the code can be used. */
  lifetime: number;
}

/** The message that carries a code. It says what the code is for, so that nobody reads it out for something else. */
export const challengeMessage: Record<Language, (told: Told) => { subject: string; text: string }> = {
  zh: ({ code, occasion, lifetime }) => ({
    subject: '验证码',
    text: `验证码 ${code}，用于${occasions.zh[occasion]}，${Math.ceil(lifetime / minute)} 分钟内有效。请勿告知他人；如非本人操作，请尽快修改密码。`,
  }),
  en: ({ code, occasion, lifetime }) => ({
    subject: 'Your verification code',
    text: `${code} is your code to ${occasions.en[occasion]}. It is valid for ${Math.ceil(lifetime / minute)} minutes. Never share it; if this was not you, change your password soon.`,
  }),
};
