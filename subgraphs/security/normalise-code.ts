/** A code as a person may have typed it: full-width digits and spaces are forgiven, everything else is not. */
export const normaliseCode = (typed: string): string => typed.slice(0, 64).normalize('NFKC').replace(/\s/g, '');
