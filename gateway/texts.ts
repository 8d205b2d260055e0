import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type ValidationRule } from 'graphql';
import type { SignedCaller } from './viewer.ts';

/** A NUL, or half of a surrogate pair: no person types it, and what lies behind may cut it, replace it or choke on it. */
const impossible = /\0|\p{Cs}/u;

const refusal = (place: string): string => `${place} contains a character that no text can have: a NUL or half of a surrogate pair.`;

/** Where in the variables such a text is, as a path like `input.nickname`. Null when there is none. */
const findImpossible = (value: unknown, place: string): string | null => {
  if (typeof value === 'string') return impossible.test(value) ? place : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, below] of Object.entries(value)) {
    const found = findImpossible(below, place ? `${place}.${key}` : key);
    if (found) return found;
  }
  return null;
};

/** Refuses such texts in a document. */
export const possibleTexts: ValidationRule = (context) => ({
  StringValue: (node) => {
    if (impossible.test(node.value)) context.reportError(new GraphQLError(refusal('A text'), { nodes: node }));
  },
});

/** Refuses such texts in the variables, before any part sees them. */
export const refuseImpossibleTexts: ApolloServerPlugin<SignedCaller> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ request: { variables } }) => {
      const place = findImpossible(variables, '');
      if (place) throw new GraphQLError(refusal(place), { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
    },
  }),
};
