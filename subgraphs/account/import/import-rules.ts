import { writeUsername, normaliseUsername } from '../login-methods/username.ts';
import { normaliseEmail } from '../../shared/email-address.ts';
import { normalisePhone } from '../../shared/phone-number.ts';
import { normaliseNickname, whyNicknameRefused } from '../accounts/nickname.ts';
import type { AccountPolicy } from '../policy.ts';
import type { ImportAccountInput, LoginMethodKind } from '../schema.generated.ts';

/** An identity that the account is signed in to with, in its one form. */
interface ImportedIdentity {
  kind: LoginMethodKind;
  subject: string;
}

/** An account from elsewhere whose every field can be used. */
export interface ReadImport {
  email: string | null;
  phone: string | null;
  username: string | null;
  nickname: string | null;
  /** What becomes a login method; the first is what it is said to be registered with. */
  identities: ImportedIdentity[];
}

const longestOriginId = 128;
const longestSubject = 128;
const thirdParties: LoginMethodKind[] = ['WECHAT', 'QQ', 'WECHAT_OFFICIAL', 'WECOM', 'WEIBO'];

/** The place does not say what an account was registered with. A phone is named last: it is what most often was bound afterwards. */
const likelyOrder: LoginMethodKind[] = ['EMAIL', 'USERNAME', ...thirdParties, 'PHONE'];

const phcString = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,86}$/;
/** What a hash from elsewhere may cost each time it is compared with. */
const most = { memoryKiB: 1_048_576, passes: 10, lanes: 8 };

const isUsableHash = (given: string): boolean => {
  const [, memory, passes, lanes] = (phcString.exec(given) ?? []).map(Number) as [number, number?, number?, number?];
  if (!memory || !passes || !lanes) return false;
  return memory >= 8 * lanes && memory <= most.memoryKiB && passes <= most.passes && lanes <= most.lanes;
};

/** Reads an account from elsewhere, or says in words what of it cannot be taken over: the service that sent it is the one to mend it. */
export const readImport = (input: ImportAccountInput, policy: AccountPolicy, now: number): ReadImport | string[] => {
  const problems: string[] = [];
  const read = <Value>(field: keyof ImportAccountInput, toValue: (given: string) => Value | null, allowed: string): Value | null => {
    const given = input[field] as string | null | undefined;
    if (given === null || given === undefined) return null;
    const value = toValue(given);
    if (value === null) problems.push(`${field}: ${allowed}.`);
    return value;
  };
  const matching = (isFine: (given: string) => boolean) => (given: string): string | null => (isFine(given) ? given : null);

  if (input.origin === 'HERE') problems.push('origin: an account from HERE is registered.');
  read('originId', matching((given) => given.length > 0 && given.length <= longestOriginId), `1 to ${longestOriginId} characters`);
  read('country', matching((given) => /^[A-Z]{2}$/.test(given)), 'ISO 3166-1 alpha-2');
  read('passwordHash', matching(isUsableHash), 'a PHC string of argon2id');
  if (input.registeredAt > now) problems.push('registeredAt: lies in the future.');
  const offered = policy.signIn.accountKinds.some(({ kind }) => kind === input.kind);
  if (!offered) problems.push(`kind: this deployment has no accounts of kind ${input.kind}.`);

  const kinds = policy.loginMethods.kinds[input.kind];
  const nickname = read('nickname', (given) => (whyNicknameRefused(normaliseNickname(given), policy.registration.nickname) ? null : normaliseNickname(given)), 'no name that can be shown');
  const email = read('email', normaliseEmail, 'no e-mail address that can be written to');
  const phone = read('phone', (given) => normalisePhone(given, input.country), 'no mobile number');
  const username = read('username', normaliseUsername, '4 to 64 letters, digits, `-`, `_` or `.`, the first a letter');

  const given: ImportedIdentity[] = [];
  for (const [kind, subject] of [['EMAIL', email], ['PHONE', phone], ['USERNAME', username]] as const) if (subject && kinds.includes(kind)) given.push({ kind, subject });
  for (const { kind, subject } of input.identities ?? []) {
    if (!thirdParties.includes(kind) || !kinds.includes(kind)) problems.push(`identities: accounts of kind ${input.kind} have no login method ${kind} from elsewhere.`);
    else if (subject.length === 0 || subject.length > longestSubject) problems.push(`identities: a subject has 1 to ${longestSubject} characters.`);
    else if (given.some((other) => other.kind === kind)) problems.push(`identities: more than one ${kind}.`);
    else given.push({ kind, subject });
  }
  const identities = likelyOrder.flatMap((kind) => given.filter((identity) => identity.kind === kind));
  if (problems.length === 0 && identities.length === 0) problems.push(`It has no identity that accounts of kind ${input.kind} are signed in to with: ${kinds.join(', ')}.`);
  if (problems.length > 0) return problems;
  return { email, phone, username: username && kinds.includes('USERNAME') ? writeUsername(input.username!) : null, nickname, identities };
};
