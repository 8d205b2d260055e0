/** Starts the whole system on this machine, says where it is, and stops it on Ctrl-C. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../subgraphs/shared/project-root.ts';
import { launchGraph, readLine, type Graph, type ServiceName } from './launch-graph.ts';

const dataDirectory = process.env['DATA_DIRECTORY'] ?? join(projectRoot, '.data');
const portOf = (name: string, usual: number): number => Number(process.env[`${name}_PORT`] ?? usual);
const ports = {
  gateway: portOf('GATEWAY', 4000),
  account: portOf('ACCOUNT', 4001),
  security: portOf('SECURITY', 4002),
  verification: portOf('VERIFICATION', 4003),
  deregistration: portOf('DEREGISTRATION', 4004),
  sandbox: portOf('SANDBOX', 4010),
  smtp: portOf('SMTP', 4025),
};

mkdirSync(dataDirectory, { recursive: true });
const logFile = join(dataDirectory, 'hufu.log');
const log = createWriteStream(logFile, { flags: 'a' });

/** Everything goes to the log; problems of the running system also to the terminal. Those of its start come with the start's failure. */
const onLine = (service: ServiceName, line: string): void => {
  log.write(`${line}\n`);
  const { isProblem, text } = readLine(line);
  if (graph && isProblem) process.stderr.write(`${service}: ${text}\n`);
};

let graph: Graph | undefined;
let isStopping = false;

/** A process that dies is started again, as a container platform would; what it had stored goes on where it stood. */
const onExit = (service: ServiceName, code: number | null): void => {
  if (isStopping) return;
  process.stderr.write(`${service} ended (${code ?? 'killed'}); starting it again.\n`);
  setTimeout(() => void graph?.start(service).catch((error: Error) => process.stderr.write(`${error.message}\n`)), 500);
};

const stop = async (): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  process.stdout.write('\nStopping …\n');
  await graph?.stop();
  process.exit(0);
};
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
// npm ends its shell, not what runs in it.
const shell = process.ppid;
setInterval(() => {
  if (process.ppid !== shell) void stop();
}, 500).unref();

try {
  graph = await launchGraph({ dataDirectory, ports, onLine, onExit });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
if (isStopping) await graph.stop();

// It runs when it answers.
const answer = await fetch(graph.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ policy { name } }"}' });
const { data } = (await answer.json()) as { data: { policy: { name: string } } };

process.stdout.write(`
Hufu is running with the policy "${data.policy.name}".

  GraphQL and explorer   http://localhost:${ports.gateway}/
  The outside world      http://localhost:${ports.sandbox}/   messages, camera, cloud, clock
  Mail arrives at        smtp://localhost:${ports.smtp}
  Data and log           ${dataDirectory}, ${logFile}

Next: open the first address and run the query "Me", or in another terminal: npm run tour
Stop with Ctrl-C.
`);
