import { badUserInput } from './request-errors.ts';

/** A place in a list that goes by time, the newest first. */
export interface Place {
  at: number;
  id: string;
}

interface Paging<Row> {
  longest: number;
  /** What the ids of the list begin with. */
  idPrefix: string;
  /** The first so many after the place. */
  find: (take: number, after: Place | null) => Promise<Row[]>;
  placeOf: (row: Row) => Place;
}

interface Page<Row> {
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export const writeCursor = ({ at, id }: Place): string => Buffer.from(`${at}:${id}`).toString('base64url');

/** Null when the text is no cursor that was given out for such ids. */
export const readCursor = (cursor: string, idPrefix: string): Place | null => {
  const [, at, id, prefix] = /^(\d{1,15}):(([a-z]+)_[\w-]{22})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return at && id && prefix === idPrefix ? { at: Number(at), id } : null;
};

/** The page that was asked for. It goes on after a place and not after a number of rows, so that what is added or removed meanwhile neither shows twice nor goes missing. */
export const readPage = async <Row>({ first, after }: { first: number; after?: string | null }, { longest, idPrefix, find, placeOf }: Paging<Row>): Promise<Page<Row>> => {
  if (first < 1 || first > longest) throw badUserInput(`first is 1 to ${longest}.`);
  const place = after ? readCursor(after, idPrefix) : null;
  if (after && !place) throw badUserInput('after is the endCursor of the page before.');
  // One more than asked for tells whether there is a next page.
  const found = await find(first + 1, place);
  const nodes = found.slice(0, first);
  const last = nodes.at(-1);
  return { nodes, pageInfo: { hasNextPage: found.length > first, endCursor: last ? writeCursor(placeOf(last)) : null } };
};
