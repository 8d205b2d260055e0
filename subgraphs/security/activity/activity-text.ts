import type { ActivityEntry, ActivityFormat } from '../schema.generated.ts';

const columns = ['sequence', 'at', 'kind', 'outcome', 'times', 'operation', 'method', 'checkedBy', 'sessionId', 'city', 'device', 'address', 'hash'] as const;

type Row = Record<(typeof columns)[number], string | number | null>;

const toRow = (entry: ActivityEntry): Row =>
  Object.fromEntries(columns.map((column) => [column, column === 'at' ? new Date(entry.at).toISOString() : (entry[column] ?? null)])) as Row;

/** A device names itself as it likes: what a spreadsheet would carry out begins with an apostrophe (OWASP, CSV Injection). */
const toCell = (value: string | number | null): string => {
  const text = String(value ?? '');
  return `"${(/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
};

const toLine = (cells: readonly (string | number | null)[]): string => `${cells.map(toCell).join(',')}\r\n`;

const writers: Record<ActivityFormat, (rows: Row[], isFirstPart: boolean) => string> = {
  CSV: (rows, isFirstPart) => [...(isFirstPart ? [toLine(columns)] : []), ...rows.map((row) => toLine(columns.map((column) => row[column])))].join(''),
  JSON: (rows) => JSON.stringify(rows),
};

/** Entries of the history as a text to keep. */
export const activityText = (format: ActivityFormat, entries: ActivityEntry[], isFirstPart: boolean): string => writers[format](entries.map(toRow), isFirstPart);
