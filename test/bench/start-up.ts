/**
 * How long a developer waits from `npm start` to the first answered query, and how much memory all processes use together
 * after one account's life: `npx tsx test/bench/start-up.ts`. Memory is the proportional set size, in which shared pages count once.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePorts } from '../../scripts/launch-graph.ts';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';

const rounds = 5;

const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(pid);
      } catch {
        return false;
      }
    })
    .map(Number)
    .flatMap((child) => [child, ...childrenOf(child)]);

const megabytesOf = (pid: number): number => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;

const measure = async (): Promise<{ seconds: number; megabytes: number }> => {
  const ports = await findFreePorts();
  const dataDirectory = mkdtempSync(join(tmpdir(), 'hufu-bench-'));
  const settings = Object.fromEntries(Object.entries(ports).map(([name, port]) => [`${name.toUpperCase()}_PORT`, String(port)]));
  const url = `http://127.0.0.1:${ports.gateway}/graphql`;
  const begun = performance.now();
  const npm = spawn('npm', ['start'], { cwd: projectRoot, env: { ...process.env, ...settings, DATA_DIRECTORY: dataDirectory }, stdio: 'ignore' });
  const isAnswered = (): Promise<boolean> =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ policy { name deregistration { checks } } viewer { id } }"}' }).then(
      async (response) => JSON.stringify(await response.json()).includes('ORDERS'),
      () => false,
    );
  while (!(await isAnswered())) await pause(20);
  const seconds = (performance.now() - begun) / 1000;
  const tour = spawnSync('npx', ['tsx', 'scripts/tour.ts'], { cwd: projectRoot, env: { ...process.env, GATEWAY_URL: url, SANDBOX_URL: `http://127.0.0.1:${ports.sandbox}` } });
  if (tour.status !== 0) throw new Error(tour.stderr.toString());
  // npm itself is left out: it only waits.
  const processes = childrenOf(npm.pid!).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/dist/') || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dist/scripts/start.js'));
  const megabytes = processes.reduce((sum, pid) => sum + megabytesOf(pid), 0);
  const launcher = processes.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.js') && !readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sh'))!;
  process.kill(launcher, 'SIGINT');
  await new Promise((resolve) => npm.once('close', resolve));
  rmSync(dataDirectory, { recursive: true, force: true });
  return { seconds, megabytes };
};

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const results = [];
for (let round = 0; round < rounds; round += 1) results.push(await measure());
console.log(`from npm start to the first answer: ${median(results.map(({ seconds }) => seconds)).toFixed(1)} s (${results.map(({ seconds }) => seconds.toFixed(1)).join(', ')})`);
console.log(`all processes after one life: ${median(results.map(({ megabytes }) => megabytes)).toFixed(0)} MB (${results.map(({ megabytes }) => megabytes.toFixed(0)).join(', ')})`);
