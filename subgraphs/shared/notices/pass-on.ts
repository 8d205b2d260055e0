import type { JobHandler, Jobs } from '../jobs/jobs.ts';
import type { Language } from '../messages/language.ts';
import type { ServiceClient } from '../service-client.ts';
import type { Transaction } from '../store/open-store.ts';

interface PassedOn {
  accountId: string;
  category: 'SECURITY' | 'SYSTEM';
  /** It holds no code and no link. */
  text: Record<Language, { subject: string; text: string }>;
}

const passOnJob = 'pass-on-notice';

const notifyDocument = 'mutation($input: NotifyAccountInput!) { notifyAccount(input: $input) }';

/** Has a notice that this part sends by itself kept in the account's list too, after the transaction, once. */
export const passOnNotice = async (jobs: Jobs, transaction: Transaction, notice: PassedOn): Promise<void> =>
  void (await jobs.add(transaction, { kind: passOnJob, payload: notice }));

export const passOnHandlers = (services: ServiceClient): Record<string, JobHandler> => ({
  [passOnJob]: async ({ accountId, category, text: { zh, en } }: PassedOn, jobId: string) => {
    const input = { id: jobId, accountId, category, titleZh: zh.subject, titleEn: en.subject, textZh: zh.text, textEn: en.text, isSent: false };
    await services.ask('account', notifyDocument, { input });
  },
});
