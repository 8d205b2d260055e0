const shape = /^\p{L}[\p{L}\p{N}._-]{3,63}$/u;

/** The one form in which a user name is found: upper and lower case, full width and half are one name. Null when it is none; an `@` or leading digit would make it an address or a phone. */
export const normaliseUsername = (given: string): string | null => {
  const name = given.normalize('NFKC').trim();
  return shape.test(name) ? name.toLowerCase() : null;
};
