import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePorts } from '../../scripts/launch-graph.ts';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import type { SharedGraph } from './graph-of.ts';

/** Another gateway over the same subgraphs, as there are several behind a load balancer. */
export const startSecondGateway = async ({ dataDirectory, subgraphUrls }: Pick<SharedGraph, 'dataDirectory' | 'subgraphUrls'>, environment: Record<string, string> = {}): Promise<{ url: string; pid: number; stop(): Promise<void> }> => {
  const { INTERNAL_KEY } = JSON.parse(readFileSync(join(dataDirectory, 'keys.json'), 'utf8')) as { INTERNAL_KEY: string };
  const { gateway: port } = await findFreePorts();
  const child = spawn(process.execPath, [join(projectRoot, 'dist/gateway/main.js')], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      INTERNAL_KEY,
      TRUSTED_PROXIES: '127.0.0.1',
      MUTATIONS_PER_MINUTE: '1000000',
      ...Object.fromEntries(Object.entries(subgraphUrls).map(([name, url]) => [`${name.toUpperCase()}_URL`, url])),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => line.includes('"msg":"ready"') && resolve());
    void gone.then(() => reject(new Error('The second gateway did not start.')));
  });
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
};
