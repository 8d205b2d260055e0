const MAX_LINKS = 20;

/** The addresses in a text, each once, without the punctuation of the sentence around them. */
export const findLinks = (text: string): string[] => {
  const found = text.match(/https?:\/\/[^\s<>"'，。；、（）【】「」《》]+/gi) ?? [];
  const links = found.map((link) => link.replace(/[.,;:!?)\]}]+$/, ''));
  return [...new Set(links)].slice(0, MAX_LINKS);
};
