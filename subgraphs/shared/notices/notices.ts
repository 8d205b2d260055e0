import type { JobHandler, Jobs } from '../jobs/jobs.ts';
import type { Mailer, Messenger } from './providers.ts';
import type { Transaction } from '../store/open-store.ts';

export type NoticeChannel = 'EMAIL' | 'SMS' | 'WECHAT';

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

/** As a notice, but before all those that wait: it holds a code or a link that somebody needs to go on. */
export const addCode = (jobs: Jobs, transaction: Transaction, notice: Notice): Promise<string | null> =>
  jobs.add(transaction, { kind: noticeJob, payload: notice, isUrgent: true });

interface Providers {
  mailer: Mailer;
  sms: Messenger;
  /** Null where nothing is sent by WeChat. */
  wechat: Messenger | null;
}

export const noticeHandlers = ({ mailer, sms, wechat }: Providers): Record<string, JobHandler> => ({
  [noticeJob]: async ({ channel, to, subject, text }: Notice, jobId: string) => {
    if (channel === 'EMAIL') await mailer.send({ id: jobId, to, subject, text });
    else if (channel === 'SMS') await sms.send({ id: jobId, to, text });
    // Written while WeChat was set up: it waits until it is again.
    else if (!wechat) throw new Error('WECHAT_MESSAGES_URL is not set.');
    else await wechat.send({ id: jobId, to, text: `${subject}\n\n${text}` });
  },
});
