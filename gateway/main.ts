import { ConfigError } from '../subgraphs/shared/config.ts';
import { createLog } from '../subgraphs/shared/log.ts';
import { readConfig } from './config.ts';
import { startGateway } from './start-gateway.ts';

const log = createLog('gateway');
try {
  const { port, stop } = await startGateway(readConfig(), log);
  log.info({ port }, 'ready');
  const end = (): void => void stop().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
} catch (error) {
  // What a person has to mend is said plainly; a stack trace would hide it.
  if (error instanceof ConfigError) process.stderr.write(`gateway: ${error.message}\n`);
  else log.fatal({ reason: String(error), stack: (error as Error).stack }, 'cannot start');
  process.exit(1);
}
