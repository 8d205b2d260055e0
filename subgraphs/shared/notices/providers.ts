import type { Transporter } from 'nodemailer';
import { request } from 'undici';

export interface Mailer {
  send(mail: { id: string; to: string; subject: string; text: string }): Promise<void>;
  close(): Promise<void>;
}

export interface TextMessenger {
  send(message: { id: string; to: string; text: string }): Promise<void>;
}

const timeout = 5000;

/** Sends through SMTP (`smtp://` or `smtps://`, with user and password where needed). The Message-ID is made of the id, so that a mail sent twice can be told. */
export const createMailer = (smtpUrl: string, from: string): Mailer => {
  let transport: Promise<Transporter> | undefined;
  // Loaded with the first mail, because not every subgraph sends any.
  const open = async (): Promise<Transporter> => {
    const { createTransport } = await import('nodemailer');
    return createTransport({ url: smtpUrl, pool: true, maxConnections: 4, connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: 2 * timeout } as never);
  };
  return {
    send: async ({ id, to, subject, text }) => {
      transport ??= open();
      await (await transport).sendMail({ from, to: { name: '', address: to }, subject, text, messageId: `<${id}@hufu>` });
    },
    close: async () => (await transport)?.close(),
  };
};

/** Sends through an SMS gateway that takes `POST /sms/messages {id, to, text}` and ignores an id it has seen. */
export const createTextMessenger = (gatewayUrl: string): TextMessenger => ({
  send: async (message) => {
    const { statusCode, body } = await request(`${gatewayUrl}/sms/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    await body.dump();
    if (statusCode >= 300) throw new Error(`The SMS gateway answered ${statusCode}.`);
  },
});
