import type { Transporter } from 'nodemailer';
import { request } from 'undici';

export interface Mailer {
  send(mail: { id: string; to: string; subject: string; text: string }): Promise<void>;
  close(): Promise<void>;
}

/** Sends short texts. An id that was sent before is not sent again. */
export interface Messenger {
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

const createMessenger = (name: string, url: string): Messenger => ({
  send: async (message) => {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    await body.dump();
    if (statusCode >= 300) throw new Error(`The ${name} gateway answered ${statusCode}.`);
  },
});

/** Sends through an SMS gateway that takes `POST /sms/messages {id, to, text}` and ignores an id it has seen. */
export const createSmsMessenger = (gatewayUrl: string): Messenger => createMessenger('SMS', `${gatewayUrl}/sms/messages`);

/**
 * Sends through a gateway that takes `POST /wechat/messages {id, to, text}` and ignores an id it has seen; `to` is the user's id as a scan gave it.
 * Which official account writes, by which template, and which user that is to it, is the operator's own, as the texts and signatures of an SMS gateway are.
 */
export const createWechatMessenger = (gatewayUrl: string): Messenger => createMessenger('WeChat', `${gatewayUrl}/wechat/messages`);
