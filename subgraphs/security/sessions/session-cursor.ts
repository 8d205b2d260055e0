/** Where a page of sessions ends: the place of its last session in the order. */
export interface SessionCursor {
  lastUsedAt: number;
  id: string;
}

export const writeCursor = ({ lastUsedAt, id }: SessionCursor): string => Buffer.from(`${lastUsedAt}:${id}`).toString('base64url');

/** Null when the text is no cursor that was given out here. */
export const readCursor = (cursor: string): SessionCursor | null => {
  const parts = /^(\d{1,15}):(session_[\w-]{22})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return parts ? { lastUsedAt: Number(parts[1]), id: parts[2]! } : null;
};
