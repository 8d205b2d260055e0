export type Language = 'zh' | 'en';

/** The language to answer in: Chinese where `Accept-Language` prefers it, otherwise English. */
export const chooseLanguage = (acceptLanguage: string | undefined): Language => {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [tag, weight] = entry.trim().split(/;\s*q=/);
      return { tag: (tag ?? '').toLowerCase(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => weight > 0 && /^(zh|en)\b/.test(tag))
    .sort((a, b) => b.weight - a.weight);
  return wanted[0]?.tag.startsWith('zh') ? 'zh' : 'en';
};
