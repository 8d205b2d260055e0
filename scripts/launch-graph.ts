import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { captchaSecret } from '../sandbox/captcha/captcha.endpoints.ts';
import { faceSecret } from '../sandbox/face-sign-in/face-sign-in.endpoints.ts';
import { app } from '../sandbox/third-party/app.ts';
import { projectRoot } from '../subgraphs/shared/project-root.ts';
import { subgraphNames, type SubgraphName } from '../subgraphs/shared/sdl.ts';

export type ServiceName = 'sandbox' | SubgraphName | 'gateway';

const services: ServiceName[] = ['sandbox', ...subgraphNames, 'gateway'];

const entries: Record<ServiceName, string> = {
  sandbox: 'sandbox/main.js',
  account: 'subgraphs/account/main.js',
  security: 'subgraphs/security/main.js',
  verification: 'subgraphs/verification/main.js',
  deregistration: 'subgraphs/deregistration/main.js',
  gateway: 'gateway/main.js',
};

export interface LaunchOptions {
  dataDirectory: string;
  ports: Record<ServiceName | 'smtp', number>;
  /** More settings for all processes, for example POLICY or ACCOUNT_DATABASE_URL. */
  environment?: Record<string, string>;
  /** What Node is started with; small heaps where nothing is said. */
  nodeFlags?: string[];
  /** Is given every line that a process writes. */
  onLine?: (service: ServiceName, line: string) => void;
  /** Is told when a process ends that was not asked to. */
  onExit?: (service: ServiceName, code: number | null) => void;
}

export interface Graph {
  url: string;
  sandboxUrl: string;
  subgraphUrls: Record<SubgraphName, string>;
  pids(): Partial<Record<ServiceName, number>>;
  /** Starts a process that is not running, and waits until it is ready. */
  start(service: ServiceName): Promise<void>;
  /** Ends a process with a signal, and waits until it has gone. */
  kill(service: ServiceName, signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

/** Six processes on a developer's machine: these cost some throughput and save a third of the memory. */
const smallMemory = ['--max-semi-space-size=1', '--optimize-for-size'];

const stopWithLauncher = pathToFileURL(join(projectRoot, 'dist/scripts/stop-with-launcher.js')).href;

/** What a line that a process wrote says, for a person. */
export const readLine = (line: string): { isProblem: boolean; text: string } => {
  try {
    const { level, msg, reason } = JSON.parse(line) as { level?: string; msg?: string; reason?: string };
    return { isProblem: level === 'error' || level === 'fatal', text: reason ? `${msg}: ${reason}` : (msg ?? line) };
  } catch {
    return { isProblem: true, text: line };
  }
};

/** Keys for a development system: made on the first start and kept, because what is sealed with them is kept too. */
const readOrMakeKeys = (dataDirectory: string): Record<string, string> => {
  const file = join(dataDirectory, 'keys.json');
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const newKey = (): string => randomBytes(32).toString('base64');
  const keys = {
    INTERNAL_KEY: newKey(),
    CLOCK_KEY: newKey(),
    ...Object.fromEntries(subgraphNames.map((name) => [`${name.toUpperCase()}_DATA_KEYS`, `k1:${newKey()}`])),
    // Of one product of the platform, to try its calls with.
    PRODUCT_KEYS: `cvm:${newKey()}`,
    ...kept,
  };
  mkdirSync(dataDirectory, { recursive: true });
  writeFileSync(file, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
};

/** The sandbox plays all of them, and knows one app. */
const identityProviders = (sandboxUrl: string): Record<string, string> => ({
  ...Object.fromEntries(
    ['WECHAT', 'QQ', 'WECOM', 'WEIBO', 'WECHAT_OFFICIAL'].flatMap((name) => [
      [`${name}_APP_ID`, app.id],
      [`${name}_APP_SECRET`, app.secret],
      [`${name}_URL`, sandboxUrl],
    ]),
  ),
  WECHAT_OFFICIAL_TOKEN_URL: `${sandboxUrl}/component-access-token`,
});

/** Free ports of this machine, for a system beside others. */
export const findFreePorts = async (): Promise<LaunchOptions['ports']> => {
  const names = ['sandbox', 'smtp', ...subgraphNames, 'gateway'] as const;
  const servers = await Promise.all(
    names.map(() => new Promise<ReturnType<typeof createServer>>((resolve) => { const server = createServer().listen(0, '127.0.0.1', () => resolve(server)); })),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as LaunchOptions['ports'];
};

/** Starts the sandbox, the four subgraphs and the gateway, each as a process of its own, from the compiled files. Rejects with what the process said when one cannot start. */
export const launchGraph = async ({ dataDirectory, ports, environment = {}, nodeFlags = smallMemory, onLine, onExit }: LaunchOptions): Promise<Graph> => {
  const keys = readOrMakeKeys(dataDirectory);
  const urlOf = (service: ServiceName): string => `http://127.0.0.1:${ports[service]}`;
  const children = new Map<ServiceName, ChildProcess>();
  const isAskedToStop = new Set<ServiceName>();

  const common: Record<string, string> = {
    HOST: '127.0.0.1',
    // From Node 22 on a later start need not compile again.
    NODE_COMPILE_CACHE: join(projectRoot, 'dist', '.compile-cache'),
    DATA_DIRECTORY: dataDirectory,
    INTERNAL_KEY: keys['INTERNAL_KEY']!,
    CLOCK_KEY: keys['CLOCK_KEY']!,
    PRODUCT_KEYS: keys['PRODUCT_KEYS']!,
    CLOCK_URL: urlOf('sandbox'),
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    SMS_URL: urlOf('sandbox'),
    WECHAT_MESSAGES_URL: urlOf('sandbox'),
    FACE_URL: urlOf('sandbox'),
    FACE_SIGN_IN_URL: `${urlOf('sandbox')}/face-sign-in`,
    FACE_SIGN_IN_SECRET: faceSecret,
    CLOUD_URL: urlOf('sandbox'),
    CONSOLE_URL: urlOf('gateway'),
    // Browsers make no passkeys for a number.
    PASSKEY_RP_ID: 'localhost',
    PASSKEY_ORIGINS: `http://localhost:${ports.gateway}`,
    CAPTCHA_URL: `${urlOf('sandbox')}/captcha/siteverify`,
    CAPTCHA_SECRET: captchaSecret,
    CAPTCHA_SITE_KEY: 'sandbox',
    ...identityProviders(urlOf('sandbox')),
    THIRD_PARTY_REDIRECT_URIS: `${urlOf('gateway')}/authorised`,
    APP_SCAN_URL: `${urlOf('gateway')}/scan`,
    SMTP_PORT: String(ports.smtp),
    SANDBOX_DATA: join(dataDirectory, 'sandbox.db'),
    CLOCK_SUBSCRIBERS: subgraphNames.map((name) => `${urlOf(name)}/clock`).join(','),
    ...Object.fromEntries(subgraphNames.map((name) => [`${name.toUpperCase()}_URL`, urlOf(name)])),
    ...environment,
  };

  const start = (service: ServiceName): Promise<void> =>
    new Promise((resolve, reject) => {
      isAskedToStop.delete(service);
      const said: string[] = [];
      const child = spawn(process.execPath, [...nodeFlags, '--import', stopWithLauncher, join(projectRoot, 'dist', entries[service])], {
        cwd: projectRoot,
        // A group of its own: Ctrl-C reaches the launcher alone, which then stops them in order.
        detached: true,
        env: { ...process.env, ...common, PORT: String(ports[service]), DATA_KEYS: keys[`${service.toUpperCase()}_DATA_KEYS`] ?? '' },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      children.set(service, child);
      let isReady = false;
      const hear = (line: string): void => {
        said.push(line);
        if (said.length > 50) said.shift();
        onLine?.(service, line);
        if (!isReady && line.includes('"msg":"ready"')) {
          isReady = true;
          resolve();
        }
      };
      createInterface({ input: child.stdout as Readable }).on('line', hear);
      createInterface({ input: child.stderr as Readable }).on('line', hear);
      child.once('close', (code) => {
        children.delete(service);
        if (!isReady) reject(new Error(`${service} did not start:\n${said.map((line) => readLine(line).text).join('\n')}`));
        else if (!isAskedToStop.has(service)) onExit?.(service, code);
      });
    });

  const kill = (service: ServiceName, signal: NodeJS.Signals): Promise<void> =>
    new Promise((resolve) => {
      const child = children.get(service);
      if (!child) return resolve();
      isAskedToStop.add(service);
      child.once('close', () => resolve());
      child.kill(signal);
    });

  const stop = async (): Promise<void> => {
    // The outside world goes last: what is still under way may need it.
    await Promise.all(services.filter((service) => service !== 'sandbox').map((service) => kill(service, 'SIGTERM')));
    await kill('sandbox', 'SIGTERM');
  };

  try {
    await Promise.all(services.map(start));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `${urlOf('gateway')}/graphql`,
    sandboxUrl: urlOf('sandbox'),
    subgraphUrls: Object.fromEntries(subgraphNames.map((name) => [name, urlOf(name)])) as Record<SubgraphName, string>,
    pids: () => Object.fromEntries([...children].map(([service, child]) => [service, child.pid!])),
    start,
    kill,
    stop,
  };
};
