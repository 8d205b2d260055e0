/** The dots that people type for the middle dot of a name such as 买买提·艾力. */
const otherDots = /[•‧∙⋅・]/g;

/** Words of letters, with single middle dots or spaces between them. 〇 is written in names but is no letter to Unicode. */
const shape = /^[\p{L}〇][\p{L}\p{M}〇]*(?:[· ][\p{L}〇][\p{L}\p{M}〇]*)*$/u;

const length = { least: 2, most: 64 };

/** A person's name as it is compared with the register; null when it cannot be one. */
export const readPersonName = (written: string): string | null => {
  const name = written.normalize('NFKC').replace(otherDots, '·').trim();
  const characters = [...name].length;
  return characters >= length.least && characters <= length.most && shape.test(name) ? name : null;
};
