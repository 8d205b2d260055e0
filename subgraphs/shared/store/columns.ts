import type { EntitySchemaColumnOptions, TableColumnOptions } from 'typeorm';

/**
 * The few column types that mean the same on SQLite and on MySQL. Each is said once here,
 * for the entity (how the code sees it) and for the migration (how the table is made).
 */
const toNumber = {
  // MySQL hands out a bigint as text.
  from: (value: string | number | null): number | null => (value === null ? null : Number(value)),
  to: (value: unknown): unknown => value,
};

type Column = EntitySchemaColumnOptions;

/** A short text; both stores refuse nothing, so its length has to be checked before. */
export const text = (length: number, more: Partial<Column> = {}): Column => ({ type: 'varchar', length, ...more });
export const longText = (more: Partial<Column> = {}): Column => ({ type: 'text', ...more });
export const count = (more: Partial<Column> = {}): Column => ({ type: 'integer', ...more });
export const flag = (more: Partial<Column> = {}): Column => ({ type: 'boolean', ...more });
/** Milliseconds since 1970 of the system's clock. */
export const instant = (more: Partial<Column> = {}): Column => ({ type: 'bigint', transformer: toNumber, ...more });
export const id = (more: Partial<Column> = {}): Column => text(64, { primary: true, ...more });
/** A keyed or plain SHA-256 in hexadecimal. */
export const hash = (more: Partial<Column> = {}): Column => text(64, more);
export const json = (more: Partial<Column> = {}): Column => ({ type: 'simple-json', ...more });
export const nullable = { nullable: true } as const;

/** The columns of a table to create, from the same words. */
export const tableColumns = (columns: Record<string, Column>): TableColumnOptions[] =>
  Object.entries(columns).map(([name, { type, length, primary, nullable: isNullable }]) => ({
    name,
    type: type === 'simple-json' ? 'text' : String(type),
    ...(length === undefined ? {} : { length: String(length) }),
    isPrimary: primary === true,
    isNullable: isNullable === true,
  }));
