import { sessionEnded } from '../../shared/access.ts';
import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { findAndHoldAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import { tellHolder } from '../notices/tell-holder.ts';
import type { ChangeContactInput } from '../schema.generated.ts';
import { wechatLabel } from './contact-label.ts';
import { contactChanged } from './contact-notices.ts';
import { findContactDetails, updateContacts, type ContactDetails } from './contact-store.ts';

const scanNotFound: Refusal = { code: 'SCAN_NOT_FOUND', path: ['ticket'] };

/** Makes the WeChat user behind a scan the contact; the scan is the confirmation, so it is in force at once. */
export const setWechatContact = async (
  deps: Deps,
  { accountId, sessionId }: Viewer,
  { ticket, authorisationCode = null }: Pick<ChangeContactInput, 'ticket' | 'authorisationCode'>,
): Promise<Result<ContactDetails>> => {
  const { store, vault, scans, audit } = deps;
  if (!ticket) return refuse({ code: 'FIELD_REQUIRED', path: ['ticket'] });
  const scanned = await scans.identify({ ticket, authorisationCode, purpose: 'BIND', accountId });
  if (!scanned.ok) return scanned;
  const { kind, subject, name } = scanned.value;
  if (kind !== 'WECHAT') return refuse(scanNotFound);
  return store.transaction(async (transaction) => {
    const account = await findAndHoldAccount(transaction, accountId);
    if (!account) throw sessionEnded();
    if (!(await scans.consume(transaction, ticket))) return refuse(scanNotFound);
    const [{ wechat: old }, wechat] = [await findContactDetails(transaction, vault, accountId), { subject, name }];
    await updateContacts(transaction, vault, accountId, { wechat });
    await audit.record(transaction, { accountId, event: 'CONTACT_CHANGED', sessionId, details: { kind } });
    const told = old && deps.noticeChannels.includes(kind) ? [{ channel: kind, to: old.subject }] : [];
    await tellHolder(deps, transaction, account, contactChanged(kind, wechatLabel(wechat)), told);
    return ok(await findContactDetails(transaction, vault, accountId));
  });
};
