import { logError, logInfo } from './log.ts';
import { startSandbox } from './server.ts';
import { readSettings } from './settings.ts';

try {
  const { port, smtpPort, close } = await startSandbox(readSettings(process.env));
  logInfo('ready', { port, smtpPort });

  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    close().catch((fault: unknown) => {
      logError('did not stop cleanly', fault);
      process.exitCode = 1;
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (fault) {
  // Without the stack: whoever starts it wants the reason, not our call sites.
  logError('did not start', fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
