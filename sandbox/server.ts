import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClock } from './clock/clock.ts';
import { createClockMover } from './clock/clock-mover.ts';
import { createSubscriber } from './clock/subscriber.ts';
import { createListener } from './http/listener.ts';
import { createMessageStore } from './messages/message-store.ts';
import { openMailbox } from './messages/open-mailbox.ts';
import { routes } from './routes.ts';
import { defaults, type SandboxConfig } from './settings.ts';
import { openStore } from './store/open-store.ts';
import { createWorld } from './world.ts';

export interface Sandbox { url: string; port: number; smtpPort: number; close: () => Promise<void> }

type Given = Partial<SandboxConfig> & Pick<SandboxConfig, 'port' | 'smtpPort' | 'dataFile'>;

const listen = (server: Server, port: number, host: string) => new Promise<number>((resolve, reject) => {
  server.once('error', reject);
  server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
});

/** An address to type in: nobody can call 0.0.0.0. */
const reachable = (host: string) => (host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host);

/** Starts the outside world. It keeps whatever it was told in `dataFile`. */
export const startSandbox = async (given: Given): Promise<Sandbox> => {
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error('The sandbox plays banks, registers and phones and never starts with NODE_ENV=production');
  }
  const { host, port, smtpPort, dataFile, clockSubscribers, clockKey, publicUrl, holdMs, patienceMs } = { ...defaults, ...given };
  const closing = new AbortController();
  const store = openStore(dataFile);
  const clock = createClock(store);
  const subscribers = clockSubscribers.map((url) =>
    createSubscriber(url, { key: clockKey, patienceMs, closing: closing.signal }));
  const mover = createClockMover({ clock, subscribers, patienceMs }, closing.signal);
  const messages = createMessageStore(store, clock);

  let url = '';
  const world = createWorld({ store, clock, mover, messages, holdMs, publicUrl: () => publicUrl ?? url });
  const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 65_000 }, createListener(routes(world)));

  const stop = async () => {
    closing.abort();
    const closed = new Promise((resolve) => { server.close(resolve); });
    server.closeAllConnections();
    await Promise.all([closed, mover.idle()]);
  };

  try {
    const realPort = await listen(server, port, host);
    url = `http://${reachable(host)}:${realPort}`;
    const mailbox = await openMailbox(messages, smtpPort, host);
    return {
      url,
      port: realPort,
      smtpPort: mailbox.port,
      close: async () => {
        await Promise.all([stop(), mailbox.close()]);
        store.close();
      },
    };
  } catch (fault) {
    // Half a sandbox would keep the process alive and its port taken.
    await stop();
    store.close();
    throw fault;
  }
};
