import { domainToASCII } from 'node:url';

const longestAddress = 254;
const longestLocalPart = 64;
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** What a domain may be written with; `domainToASCII` would read more into it, as an address bar does. */
const writtenDomain = /^[\p{L}\p{M}\p{N}.-]+$/u;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const isDomain = (domain: string): boolean => {
  const labels = domain.split('.');
  return labels.length >= 2 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1)!);
};

/**
 * The one form of an e-mail address, however it is written: full-width characters, upper case and names of other alphabets
 * lead to the same. Null when it is none that we can send to. Letters that merely look alike stay different.
 */
export const normaliseEmail = (given: string): string | null => {
  if (given.length > 2 * longestAddress) return null;
  const [local, written, ...more] = given.normalize('NFKC').trim().toLowerCase().split('@');
  if (!local || !written || more.length > 0 || local.length > longestLocalPart || !localPart.test(local) || !writtenDomain.test(written)) return null;
  const domain = domainToASCII(written);
  const address = `${local}@${domain}`;
  return isDomain(domain) && address.length <= longestAddress ? address : null;
};
