import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

interface Problem {
  path: PropertyKey[];
  allowed: string;
}

const bound = (issue: { minimum?: number | bigint; maximum?: number | bigint; origin: string }): string => {
  const what = issue.origin === 'array' ? 'entries' : issue.origin === 'string' ? 'characters' : '';
  return issue.minimum === undefined ? `allowed is at most ${issue.maximum} ${what}`.trim() : `allowed is at least ${issue.minimum} ${what}`.trim();
};

/** A finding of the policy's shape, said as what is allowed instead. */
export const sayWhatIsAllowed = (issue: Issue): Problem[] => {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...issue.path, key], allowed: 'there is no such key.' }));
    case 'invalid_type':
      return [
        {
          path: issue.path,
          allowed: issue.message.includes('received undefined') ? `is missing; allowed is ${issue.expected}.` : `allowed is ${issue.expected}.`,
        },
      ];
    case 'invalid_value':
      return [{ path: issue.path, allowed: `allowed is ${issue.values.map(String).join(', ')}.` }];
    case 'too_small':
    case 'too_big':
      return [{ path: issue.path, allowed: `${bound(issue)}.` }];
    default:
      return [{ path: issue.path, allowed: issue.message }];
  }
};
