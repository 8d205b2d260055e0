import { sessionEnded } from '../../shared/access.ts';
import type { Viewer } from '../../shared/caller.ts';
import { newToken } from '../../shared/ids.ts';
import { addCode } from '../../shared/notices/notices.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { hashSecret } from '../../shared/vault.ts';
import { findAndHoldAccount, findOpenAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import { normaliseEmail } from '../../shared/email-address.ts';
import type { ChangeContactInput } from '../schema.generated.ts';
import { confirmationMessage } from './contact-notices.ts';
import { findContactDetails, type ContactDetails } from './contact-store.ts';
import { replacePending } from './pending-contact-store.ts';
import { normalisePhone } from '../../shared/phone-number.ts';
import { setWechatContact } from './set-wechat-contact.ts';

/** Where the link of a message leads. The page is the console's, whatever the request said of itself. */
const linkTo = (consoleUrl: string, token: string): string => `${consoleUrl}/confirm-contact?token=${token}`;

const readNewAddress = ({ kind, to }: Pick<ChangeContactInput, 'kind' | 'to'>, defaultCountry: string): Result<string> => {
  if (to === null || to === undefined) return refuse({ code: 'FIELD_REQUIRED', path: ['to'] });
  const address = kind === 'EMAIL' ? normaliseEmail(to) : normalisePhone(to, defaultCountry);
  return address ? ok(address) : refuse({ code: kind === 'EMAIL' ? 'EMAIL_INVALID' : 'PHONE_INVALID', path: ['to'] });
};

/** Asks whoever is reached at the new address to confirm it; until then the old one stays in force (TX-ACC-043 to TX-ACC-045). A WeChat user has confirmed by the scan. */
export const changeContact =
  (deps: Deps) =>
  async (viewer: Viewer, input: ChangeContactInput): Promise<Result<ContactDetails>> => {
    const { kind } = input;
    if (kind === 'WECHAT') return setWechatContact(deps, viewer, input);
    const { store, vault, clock, policy, codes, jobs, consoleUrl } = deps;
    const address = readNewAddress(input, policy.registration.countries[0]!);
    if (!address.ok) return address;
    // TX-ACC-046: the security e-mail proves who is there, so whoever replaces it has to.
    const isSynced = kind === 'EMAIL' && input.syncSecurityEmail === true;
    const { accountId } = viewer;
    if (isSynced) {
      const kinds = policy.loginMethods.securityContactsFollow;
      const account = await findOpenAccount(store.read, accountId);
      if (account && kinds.includes(account.kind)) return refuse({ code: 'SECURITY_CONTACT_FOLLOWS_LOGIN', path: ['syncSecurityEmail'], policy: 'account.loginMethods.securityContactsFollow', limit: kinds.join(', ') });
      await deps.demandStepUp(viewer, 'CHANGE_SECURITY_EMAIL');
    }

    const [token, channel] = [newToken(), kind === 'PHONE' ? ('SMS' as const) : ('EMAIL' as const)];
    return store.transaction(async (transaction) => {
      const account = await findAndHoldAccount(transaction, accountId);
      if (!account) throw sessionEnded();
      // An address is written to no oftener than one that codes are sent to; the code that comes with the count is sent to nobody.
      const counted = await codes.issue(transaction, { purpose: 'CONFIRM_CONTACT', to: address.value });
      if (!counted.ok) return refuse(...counted.refusals.map((refusal) => ({ ...refusal, path: ['to'] })));
      const expiresAt = clock.now() + policy.contacts.confirmationLifetime;
      const tokenHash = hashSecret(token);
      await replacePending(transaction, { accountId, kind, sealedTo: vault.seal(address.value), tokenHash, expiresAt, syncSecurityEmail: isSynced });
      const message = confirmationMessage[account.language === 'ZH' ? 'zh' : 'en'](kind, linkTo(consoleUrl, token), policy.contacts.confirmationLifetime);
      await addCode(jobs, transaction, { channel, to: address.value, ...message });
      return ok(await findContactDetails(transaction, vault, accountId));
    });
  };
