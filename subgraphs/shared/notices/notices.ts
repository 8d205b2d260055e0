import type { JobHandler, Jobs } from '../jobs/jobs.ts';
import type { Mailer, TextMessenger } from './providers.ts';
import type { Transaction } from '../store/open-store.ts';

export type NoticeChannel = 'EMAIL' | 'SMS';

/** A message to one person. Its text is made by the feature that has something to say. */
export interface Notice {
  channel: NoticeChannel;
  to: string;
  subject: string;
  text: string;
}

export const noticeJob = 'send-notice';

/** Sends it after the transaction is committed, at least once, with the same id every time. */
export const addNotice = (jobs: Jobs, transaction: Transaction, notice: Notice): Promise<string | null> =>
  jobs.add(transaction, { kind: noticeJob, payload: notice });

export const noticeHandlers = (mailer: Mailer, messenger: TextMessenger): Record<string, JobHandler> => ({
  [noticeJob]: async ({ channel, to, subject, text }: Notice, jobId: string) => {
    if (channel === 'EMAIL') await mailer.send({ id: jobId, to, subject, text });
    else await messenger.send({ id: jobId, to, text });
  },
});
