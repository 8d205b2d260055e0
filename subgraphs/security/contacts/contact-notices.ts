import { maskEmail, maskPhone } from '../../shared/mask.ts';
import type { ContactChanges } from './put-contacts.ts';
import type { HolderNotice } from './tell-holder.ts';

/** Says what the address became, masked: whoever reads it at the old address, and did not want it, knows what to do. */
export const contactsChanged = ({ phone, email }: ContactChanges): HolderNotice => {
  const zh = [
    ...(phone ? [`安全手机已改为 ${maskPhone(phone)}`] : []),
    ...(phone === null ? ['安全手机已移除，不再接收验证码'] : []),
    ...(email ? [`安全邮箱已改为 ${maskEmail(email)}`] : []),
    ...(email === null ? ['安全邮箱已移除，不再接收验证码'] : []),
  ].join('，');
  const en = [
    ...(phone ? [`the security phone is now ${maskPhone(phone)}`] : []),
    ...(phone === null ? ['the security phone was removed'] : []),
    ...(email ? [`the security e-mail is now ${maskEmail(email)}`] : []),
    ...(email === null ? ['the security e-mail was removed'] : []),
  ].join(', ');
  const isMoved = Boolean(phone ?? email);
  return {
    zh: { subject: '安全联系方式已修改', text: `您账号的${zh}。${isMoved ? '验证码将发送至新的联系方式。' : ''}如非本人操作，请立即修改密码、下线所有登录并联系客服。` },
    en: { subject: 'Security contact changed', text: `Of your account ${en}. ${isMoved ? 'Verification codes go there from now on. ' : ''}If this was not you, change your password, sign out everywhere and contact customer service at once.` },
  };
};
