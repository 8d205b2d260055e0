import { idOf } from '../../shared/ids.ts';
import { badUserInput } from '../../shared/request-errors.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import type { NotifyAccountInput } from '../schema.generated.ts';
import { keepNotice } from './notice-store.ts';
import { sendNotice, writtenLanguage } from './send-notice.ts';

const longest = { id: 255, product: 64, title: 200, text: 2000 };

const refuseImpossible = ({ id, product, titleZh, titleEn, textZh, textEn }: NotifyAccountInput): void => {
  const fields = [['id', id, longest.id], ['product', product ?? null, longest.product], ['titleZh', titleZh, longest.title], ['titleEn', titleEn, longest.title], ['textZh', textZh, longest.text], ['textEn', textEn, longest.text]] as const;
  for (const [name, value, most] of fields) {
    if (value !== null && (value.length < 1 || value.length > most)) throw badUserInput(`${name} has 1 to ${most} characters.`);
  }
};

/**
 * Tells the holder of an account what a product, or another part of the platform, has to say: in the account's list, and to the contacts in force by the channels that its preferences allow (TX-ACC-037, BD-ACC-049).
 * However often it is asked for with the same id, it is kept and sent once. False when there is no such account, or it is being closed.
 */
export const notifyAccount =
  (deps: Deps) =>
  (input: NotifyAccountInput): Promise<boolean> => {
    refuseImpossible(input);
    const { store, vault, clock } = deps;
    const { accountId, category, isSent } = input;
    const product = input.product?.trim() ?? null;
    return store.transaction(async (transaction) => {
      const account = await findOpenAccount(transaction, accountId);
      if (!account) return false;
      const { subject, text } = { zh: { subject: input.titleZh, text: input.textZh }, en: { subject: input.titleEn, text: input.textEn } }[writtenLanguage(account)];
      // Of the account too: one id may be sent to many accounts.
      const kept = await keepNotice(transaction, vault, { id: idOf('notice', `${accountId} ${input.id}`), accountId, category, product, title: subject, text, at: clock.now() });
      if (kept === 'KEPT' && isSent) await sendNotice(deps, transaction, { account, category, product, subject, text });
      return kept !== 'NO_ACCOUNT';
    });
  };
