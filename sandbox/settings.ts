import { z } from 'zod';

export interface SandboxConfig {
  host: string;
  /** 0 takes any free port. */
  port: number;
  smtpPort: number;
  /** Where the state lives that survives a restart. */
  dataFile: string;
  clockSubscribers: string[];
  clockKey: string | null;
  /** How people reach the sandbox, where that is not the address it listens on. */
  publicUrl: string | null;
  /** How long a provider that never answers keeps the connection. */
  holdMs: number;
  /** How long a clock subscriber may stay silent. */
  patienceMs: number;
}

const port = z.coerce.number().int().min(0).max(65_535);
const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, ''));

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4010),
  SMTP_PORT: port.default(4025),
  SANDBOX_DATA: z.string().default('.data/sandbox.db'),
  CLOCK_SUBSCRIBERS: z.string().default('')
    .transform((list) => list.split(',').map((url) => url.trim()).filter(Boolean))
    .pipe(z.array(z.url({ protocol: /^https?$/ })).max(20)),
  CLOCK_KEY: z.string().optional(),
  PUBLIC_URL: address.optional(),
});

export const defaults = { host: '127.0.0.1', clockSubscribers: [], clockKey: null, publicUrl: null, holdMs: 60_000, patienceMs: 5_000 };

/** An empty variable counts as none, as it does in most compose files. */
export const readSettings = (env: NodeJS.ProcessEnv): SandboxConfig => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = environment.safeParse(given);
  if (!read.success) {
    const said = read.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
    throw new Error(`Wrong setting: ${said.join('; ')}`);
  }
  const { HOST, PORT, SMTP_PORT, SANDBOX_DATA, CLOCK_SUBSCRIBERS, CLOCK_KEY, PUBLIC_URL } = read.data;
  return {
    ...defaults,
    host: HOST,
    port: PORT,
    smtpPort: SMTP_PORT,
    dataFile: SANDBOX_DATA,
    clockSubscribers: CLOCK_SUBSCRIBERS,
    clockKey: CLOCK_KEY ?? null,
    publicUrl: PUBLIC_URL ?? null,
  };
};
