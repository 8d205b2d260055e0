import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { formatDuration, parseDuration } from './duration.ts';

const reject = (what: string): never => {
  throw new GraphQLError(what, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
};

const toInstant = (value: unknown): number => {
  const at = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? reject('A DateTime is written like 2026-03-01T08:30:00.000Z.') : at;
};

const toDuration = (value: unknown): number => {
  const length = typeof value === 'string' ? parseDuration(value) : null;
  return length ?? reject('A Duration is written like PT30M or P15D.');
};

/** Inside, an instant is milliseconds since 1970. */
const dateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize: (value) => new Date(value as number).toISOString(),
  parseValue: toInstant,
  parseLiteral: (node) => toInstant(node.kind === Kind.STRING ? node.value : null),
});

/** Inside, a length of time is milliseconds. */
const duration = new GraphQLScalarType<number, string>({
  name: 'Duration',
  serialize: (value) => formatDuration(value as number),
  parseValue: toDuration,
  parseLiteral: (node) => toDuration(node.kind === Kind.STRING ? node.value : null),
});

export const scalarResolvers = { DateTime: dateTime, Duration: duration };
