/** One JSON line per event, so that a process manager and a test can read it. */
const line = (level: 'info' | 'error', msg: string, more: object) =>
  `${JSON.stringify({ level, service: 'sandbox', msg, ...more })}\n`;

export const logInfo = (msg: string, more: object = {}) => {
  process.stdout.write(line('info', msg, more));
};

export const logError = (msg: string, fault: unknown) => {
  const error = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  process.stderr.write(line('error', msg, { error }));
};
