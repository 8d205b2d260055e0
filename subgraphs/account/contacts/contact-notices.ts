import { hour } from '../../shared/duration.ts';
import type { Language } from '../../shared/messages/language.ts';
import type { HolderNotice } from '../notices/tell-holder.ts';
import type { ContactKind } from '../schema.generated.ts';

interface Message {
  subject: string;
  text: string;
}

type Asked = Extract<ContactKind, 'PHONE' | 'EMAIL'>;

const nameOf: Record<Language, Record<ContactKind, string>> = {
  zh: { PHONE: '联系手机', EMAIL: '联系邮箱', WECHAT: '联系微信' },
  en: { PHONE: 'contact phone', EMAIL: 'contact e-mail', WECHAT: 'contact WeChat' },
};

const hoursOf = (lifetime: number): number => Math.max(1, Math.floor(lifetime / hour));

/** To the new address, which may be anybody's: it holds nothing that whoever asked could have written. */
export const confirmationMessage: Record<Language, (kind: Asked, link: string, lifetime: number) => Message> = {
  zh: (kind, link, lifetime) => ({
    subject: `请确认${nameOf.zh[kind]}`,
    text: `有人将此地址设为账号的${nameOf.zh[kind]}，用于接收账号通知。如果是您本人操作，请在 ${hoursOf(lifetime)} 小时内打开以下链接确认：\n${link}\n如非本人操作，请忽略此消息，此地址不会收到通知。`,
  }),
  en: (kind, link, lifetime) => ({
    subject: `Please confirm your ${nameOf.en[kind]}`,
    text: `Somebody wants notices about their account to be sent here. If it was you, confirm within ${hoursOf(lifetime)} h by opening this link:\n${link}\nIf it was not, ignore this message; no notices will be sent here.`,
  }),
};

/** To the old address and the new one. It says what to do when it was somebody else, who may be able to read the other of the two. */
export const contactChanged = (kind: ContactKind, maskedLabel: string): HolderNotice => ({
  category: 'SECURITY',
  text: {
    zh: { subject: `您的${nameOf.zh[kind]}已变更`, text: `您账号的${nameOf.zh[kind]}已变更为 ${maskedLabel}。如非本人操作，请立即登录修改密码并改回，或联系客服。` },
    en: {
      subject: `Your ${nameOf.en[kind]} was changed`,
      text: `The ${nameOf.en[kind]} of your account is now ${maskedLabel}. If it was not you, sign in at once, change your password and change it back, or turn to customer service.`,
    },
  },
});

/** To the address that is gone, and to the others. */
export const contactRemoved = (kind: ContactKind): HolderNotice => ({
  category: 'SECURITY',
  text: {
    zh: { subject: `您的${nameOf.zh[kind]}已移除`, text: `您账号的${nameOf.zh[kind]}已移除，此后不再向其发送通知。如非本人操作，请立即登录修改密码并联系客服。` },
    en: { subject: `Your ${nameOf.en[kind]} was removed`, text: `The ${nameOf.en[kind]} of your account was removed; no more notices are sent there. If it was not you, sign in at once, change your password and turn to customer service.` },
  },
});
