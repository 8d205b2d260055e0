/** Starts the whole system on this machine, says where it is, and stops it on Ctrl-C. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../subgraphs/shared/project-root.ts';
import { launchGraph, type Graph, type ServiceName } from './launch-graph.ts';

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

/** Everything goes to the log; what a developer has to see also to the terminal. */
const onLine = (service: ServiceName, line: string): void => {
  log.write(`${line}\n`);
  const entry = parseEntry(line);
  if (!entry) process.stderr.write(`${service}: ${line}\n`);
  else if (entry.level === 'error' || entry.level === 'fatal') process.stderr.write(`${service}: ${entry.msg}${entry.reason ? ` (${entry.reason})` : ''}\n`);
};

const parseEntry = (line: string): { level?: string; msg?: string; reason?: string } | null => {
  try {
    return JSON.parse(line) as { level?: string };
  } catch {
    return null;
  }
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

try {
  graph = await launchGraph({ dataDirectory, ports, onLine, onExit });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
if (isStopping) await graph.stop();

process.stdout.write(`
Hufu is running with the policy "${process.env['POLICY'] ?? 'tencent'}".

  GraphQL and explorer   http://localhost:${ports.gateway}/
  The outside world      http://localhost:${ports.sandbox}/   messages, camera, cloud, clock
  Mail arrives at        smtp://localhost:${ports.smtp}
  Data and log           ${dataDirectory}, ${logFile}

Next: open the first address and run the query "Me", or in another terminal: npm run tour
Stop with Ctrl-C.
`);
