import type { HolderNotice } from '../contacts/tell-holder.ts';

export const passkeyBound: HolderNotice = {
  zh: { subject: '已绑定通行密钥', text: '您的账号已绑定新的通行密钥，可用于登录保护和操作保护的验证。如非本人操作，请立即修改密码、解绑该通行密钥并联系客服。' },
  en: { subject: 'Passkey bound', text: 'A new passkey was bound to your account; it answers where login protection and operation protection ask. If this was not you, change your password, unbind the passkey and contact customer service at once.' },
};

export const passkeyUnbound: HolderNotice = {
  zh: { subject: '已解绑通行密钥', text: '您账号的一个通行密钥已解绑。如非本人操作，请立即修改密码并联系客服。' },
  en: { subject: 'Passkey unbound', text: 'A passkey of your account was unbound. If this was not you, change your password and contact customer service at once.' },
};

/** The last one that answered for MFA. */
export const lastPasskeyUnbound: HolderNotice = {
  zh: { subject: '已解绑通行密钥', text: '您账号的最后一个通行密钥已解绑，登录保护和操作保护不再使用 MFA。如非本人操作，请立即修改密码并联系客服。' },
  en: { subject: 'Passkey unbound', text: 'The last passkey of your account was unbound; login protection and operation protection no longer ask for MFA. If this was not you, change your password and contact customer service at once.' },
};

export const passkeyMaybeCopied: HolderNotice = {
  zh: { subject: '通行密钥可能已被复制', text: '您账号的一个通行密钥给出了过时的计数，该次验证已被拒绝。该通行密钥可能已被复制，请解绑它、修改密码并下线所有登录。' },
  en: { subject: 'A passkey may have been copied', text: 'A passkey of your account stated a count that was used before, and was refused. It may have been copied: unbind it, change your password and sign out everywhere.' },
};
