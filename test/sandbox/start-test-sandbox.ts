import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import type { SandboxConfig } from '../../sandbox/settings.ts';

/** Loosely typed on purpose: a test says what it expects of an answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export interface Got { status: number; json: any; headers: Headers }

export const caller = (url: string) => async (method: string, path: string, body?: unknown): Promise<Got> => {
  const init = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url + path, { method, ...init });
  const text = await response.text();
  return { status: response.status, json: text ? JSON.parse(text) : null, headers: response.headers };
};

export interface TestSandbox extends Sandbox {
  call: ReturnType<typeof caller>;
  /** The same world after its process ended and began again. */
  restart: () => Promise<TestSandbox>;
}

/** A world of its own for one test, gone when the test is. */
export const startTestSandbox = async (config: Partial<SandboxConfig> = {}): Promise<TestSandbox> => {
  const folder = mkdtempSync(join(tmpdir(), 'hufu-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));

  const start = async (): Promise<TestSandbox> => {
    const sandbox = await startSandbox({ port: 0, smtpPort: 0, dataFile: join(folder, 'sandbox.db'), ...config });
    let closed: Promise<void> | null = null;
    const close = () => (closed ??= sandbox.close());
    onTestFinished(close);
    return { ...sandbox, close, call: caller(sandbox.url), restart: async () => { await close(); return start(); } };
  };
  return start();
};
