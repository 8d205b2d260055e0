const longestWritten = 256;
const shape = /^\p{L}[\p{L}\p{N}._-]{3,63}$/u;

/** The form in which a user name is kept as its holder writes it. */
export const writeUsername = (given: string): string => given.normalize('NFKC').trim();

/** The one form in which a user name is found: upper and lower case, full width and half are one name. Null when it is none; an `@` or leading digit would make it an address or a phone. */
export const normaliseUsername = (given: string): string | null => {
  if (given.length > longestWritten) return null;
  const name = writeUsername(given);
  return shape.test(name) ? name.toLowerCase() : null;
};
