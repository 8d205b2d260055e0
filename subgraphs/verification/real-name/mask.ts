const characters = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** A name of which only the last character is shown: `*三`, `**丰`. */
export const maskName = (name: string): string => {
  const shown = [...characters.segment(name)].map(({ segment }) => segment);
  return '*'.repeat(Math.max(0, shown.length - 1)) + (shown.at(-1) ?? '');
};

/** A document number of which only the first and the last place are shown. */
export const maskDocumentNumber = (number: string): string =>
  number.length < 3 ? '*'.repeat(number.length) : `${number[0]}${'*'.repeat(number.length - 2)}${number.at(-1)}`;
