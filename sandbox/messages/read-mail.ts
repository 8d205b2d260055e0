import PostalMime from 'postal-mime';

export interface Mail { id: string | null; from: string | null; subject: string | null; text: string }

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

/** What a person would read of a mail that has no plain part; a link keeps its address. */
const plainOf = (html: string): string =>
  html
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<a\b[^>]*?\bhref\s*=\s*"([^"]*)"[^>]*>/gi, ' $1 ')
    .replace(/<(?:br|\/p|\/div|\/h\d|\/tr|\/li)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_all, name: string) => entities[name] ?? '');

export const readMail = async (raw: Buffer): Promise<Mail> => {
  const { messageId, from, subject, text, html } = await PostalMime.parse(raw);
  return {
    id: messageId?.replace(/^<|>$/g, '') || null,
    from: from?.address ?? null,
    subject: subject ?? null,
    text: (text ?? plainOf(html ?? '')).trim(),
  };
};
