/** The form in which a password is judged and hashed: one text typed on two keyboards is one password. Nothing is trimmed or cut. */
export const normalisePassword = (given: string): string => given.normalize('NFC');

/** The form in which a password is compared with words that it may not be. */
export const foldPassword = (given: string): string => normalisePassword(given).toLowerCase();
