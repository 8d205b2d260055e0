import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { logError } from '../log.ts';
import type { MessageStore } from './message-store.ts';
import { readMail } from './read-mail.ts';

const LIMIT_BYTES = 1024 * 1024;
const MAX_RECIPIENTS = 50;

/** An answer that the SMTP client understands: 4xx may be sent again, 5xx may not. */
const smtpRefusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

const readAll = async (stream: SMTPServerDataStream): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** Every mailbox of the world: takes any mail, from anyone, to anyone, and delivers it nowhere else. */
export const openMailbox = async (messages: MessageStore, port: number, host: string) => {
  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
    const raw = await readAll(stream);
    if (stream.sizeExceeded) throw smtpRefusal(552, 'The mail is over 1 MB');
    const mail = await readMail(raw);
    const id = mail.id ?? randomUUID();
    for (const { address: to } of session.envelope.rcptTo) {
      // One mail to two people is two messages, each of them once.
      messages.receive({ id, channel: 'EMAIL', to, from: mail.from, subject: mail.subject, text: mail.text }, `${id} ${to.toLowerCase()}`);
    }
  };

  const server = new SMTPServer({
    // Without a certificate of its own, offering TLS would only make clients refuse it.
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    size: LIMIT_BYTES,
    maxClients: 200,
    closeTimeout: 200,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onRcptTo: (_address, session, done) =>
      done(session.envelope.rcptTo.length < MAX_RECIPIENTS ? null : smtpRefusal(452, 'Too many recipients')),
    onData: (stream, session, done) => {
      take(stream, session).then(() => done(null, 'Taken'), (fault: Error & { responseCode?: number }) => {
        if (!fault.responseCode) logError('mail failed', fault);
        done(fault.responseCode ? fault : smtpRefusal(451, 'The sandbox failed; see its log'));
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  server.removeAllListeners('error');
  // A client that hangs up half way is its own affair, not the end of the sandbox.
  server.on('error', () => undefined);

  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => { server.close(() => resolve()); }),
  };
};
