import { minute } from '../../shared/duration.ts';
import type { Language } from '../../shared/messages/language.ts';
import type { SensitiveOperation } from '../../shared/schema.generated.ts';

type Occasion = SensitiveOperation | 'SIGN_IN' | 'PASSWORD_RESET';
/** An operation of a product is called as the catalogue has it. */
type Named = Record<Language, string>;

const occasions: Record<Language, Record<Occasion, string>> = {
  zh: {
    SIGN_IN: '登录',
    BIND_MFA: '绑定 MFA 设备',
    UNBIND_MFA: '解绑 MFA 设备',
    BIND_PASSKEY: '绑定通行密钥',
    UNBIND_PASSKEY: '解绑通行密钥',
    GENERATE_RECOVERY_CODES: '生成恢复码',
    CHANGE_PASSWORD: '修改密码',
    PASSWORD_RESET: '重置密码',
    BIND_LOGIN_METHOD: '绑定登录方式',
    CHANGE_LOGIN_METHOD: '更换登录方式',
    UNBIND_LOGIN_METHOD: '解绑登录方式',
    CHANGE_USERNAME: '修改用户名',
    CHANGE_SECURITY_PHONE: '修改安全手机',
    CHANGE_SECURITY_EMAIL: '修改安全邮箱',
    SET_LOGIN_PROTECTION: '设置登录保护',
    SET_OPERATION_PROTECTION: '设置操作保护',
    SET_REMOTE_LOGIN_PROTECTION: '设置异地登录保护',
    SET_ADDRESS_LIST: '设置访问控制列表',
    SET_SESSION_LIFETIME: '设置登录保持时间',
    SIGN_OUT_ALL_SESSIONS: '下线所有登录',
    EXPORT_ACTIVITY: '导出操作记录',
    START_DEREGISTRATION: '注销账号',
  },
  en: {
    SIGN_IN: 'sign in',
    BIND_MFA: 'bind an MFA device',
    UNBIND_MFA: 'unbind an MFA device',
    BIND_PASSKEY: 'bind a passkey',
    UNBIND_PASSKEY: 'unbind a passkey',
    GENERATE_RECOVERY_CODES: 'make recovery codes',
    CHANGE_PASSWORD: 'change the password',
    PASSWORD_RESET: 'set a new password',
    BIND_LOGIN_METHOD: 'bind a login method',
    CHANGE_LOGIN_METHOD: 'change a login method',
    UNBIND_LOGIN_METHOD: 'unbind a login method',
    CHANGE_USERNAME: 'change the user name',
    CHANGE_SECURITY_PHONE: 'change the security phone',
    CHANGE_SECURITY_EMAIL: 'change the security e-mail',
    SET_LOGIN_PROTECTION: 'change the login protection',
    SET_OPERATION_PROTECTION: 'change the operation protection',
    SET_REMOTE_LOGIN_PROTECTION: 'change the remote-login protection',
    SET_ADDRESS_LIST: 'change the address list',
    SET_SESSION_LIFETIME: 'change how long you stay signed in',
    SIGN_OUT_ALL_SESSIONS: 'sign out everywhere',
    EXPORT_ACTIVITY: "export the account's history",
    START_DEREGISTRATION: 'close the account',
  },
};

interface Told {
  code: string;
  occasion: Occasion | Named;
  /** How long the code can be used. */
  lifetime: number;
}

const say = (language: Language, occasion: Occasion | Named): string => (typeof occasion === 'string' ? occasions[language][occasion] : occasion[language]);

/** The message that carries a code. It says what the code is for, so that nobody reads it out for something else. */
export const challengeMessage: Record<Language, (told: Told) => { subject: string; text: string }> = {
  zh: ({ code, occasion, lifetime }) => ({
    subject: '验证码',
    text: `验证码 ${code}，用于${say('zh', occasion)}，${Math.ceil(lifetime / minute)} 分钟内有效。请勿告知他人；如非本人操作，请尽快修改密码。`,
  }),
  en: ({ code, occasion, lifetime }) => ({
    subject: 'Your verification code',
    text: `${code} is your code to ${say('en', occasion)}. It is valid for ${Math.ceil(lifetime / minute)} minutes. Never share it; if this was not you, change your password soon.`,
  }),
};
