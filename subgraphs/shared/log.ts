import { pino } from 'pino';

export type Log = pino.Logger;

/** One JSON line per event on stdout. Personal data is never passed to it; what could slip in is cut out by name. */
export const createLog = (service: string): Log =>
  pino({
    base: { service },
    level: process.env['LOG_LEVEL'] ?? 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['password', 'code', 'token', 'idNumber', 'name', 'email', 'phone', '*.password', '*.code', '*.token', '*.idNumber', '*.email', '*.phone'], remove: true },
  });
