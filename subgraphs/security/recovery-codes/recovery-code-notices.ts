import type { HolderNotice } from '../contacts/tell-holder.ts';

export const recoveryCodesGenerated: HolderNotice = {
  zh: { subject: '已生成恢复码', text: '您的账号已生成新的恢复码，之前的恢复码全部失效。如非本人操作，请立即修改密码并联系客服。' },
  en: { subject: 'Recovery codes made', text: 'New recovery codes were made for your account; those before are no longer valid. If this was not you, change your password and contact customer service at once.' },
};

export const recoveryCodeUsed = (remaining: number): HolderNotice => ({
  zh: { subject: '恢复码已使用', text: `您账号的一个恢复码已被使用，还剩 ${remaining} 个。如非本人操作，请立即修改密码并联系客服。` },
  en: { subject: 'Recovery code used', text: `A recovery code of your account was used; unused ones left: ${remaining}. If this was not you, change your password and contact customer service at once.` },
});
