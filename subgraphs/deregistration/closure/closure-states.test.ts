import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../shared/project-root.ts';
import type { DeregistrationState } from '../schema.generated.ts';
import { whyRefused } from './closure-rules.ts';
import { closureEvents, isEnd, transitions } from './closure-states.ts';

const states = Object.keys(transitions) as DeregistrationState[];
const pairs = states.flatMap((state) => closureEvents.map((event) => ({ state, event })));

/** What each state lets happen, written down a second time on purpose. */
const allowed: Record<DeregistrationState, string[]> = {
  CHECKING: ['found', 'clear', 'askIdentity', 'withdraw'],
  BLOCKED: ['recheck', 'giveUp', 'withdraw'],
  IDENTITY: ['recheck', 'restartIdentityCheck', 'passed', 'withdraw'],
  CONFIRMATION: ['recheck', 'found', 'confirm', 'withdraw'],
  CLOSING: ['finished'],
  CLOSED: [],
  WITHDRAWN: [],
};

test.for(pairs)('$state × $event is in the table or refused', ({ state, event }) => {
  const refusal = whyRefused(state, event);
  expect(refusal === null).toBe(allowed[state].includes(event));
  expect(refusal === null).toBe(transitions[state][event] !== undefined);
});

test('a closure that has ended looks as if it were not open; a running one says what is wrong', () => {
  expect(whyRefused('CLOSED', 'withdraw')?.code).toBe('DEREGISTRATION_NOT_OPEN');
  expect(whyRefused('WITHDRAWN', 'confirm')?.code).toBe('DEREGISTRATION_NOT_OPEN');
  expect(whyRefused('BLOCKED', 'confirm')?.code).toBe('BLOCKERS_REMAIN');
  expect(whyRefused('CHECKING', 'recheck')?.code).toBe('DEREGISTRATION_STAGE_WRONG');
  expect(whyRefused('CLOSING', 'withdraw')?.code).toBe('DEREGISTRATION_STAGE_WRONG');
});

test('from CLOSING on nothing leads back', () => {
  const reachable = (from: DeregistrationState): DeregistrationState[] => [from, ...Object.values(transitions[from]).flatMap((next) => reachable(next))];
  expect(reachable('CLOSING')).toEqual(['CLOSING', 'CLOSED']);
  expect(states.filter(isEnd)).toEqual(['CLOSED', 'WITHDRAWN']);
});

const drawStates = (): string =>
  [
    '# States of a closure',
    '',
    'Drawn from `subgraphs/deregistration/closure/closure-states.ts` by its test; `UPDATE=1 npx vitest run --project parts closure-states` draws it anew.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> CHECKING: startDeregistration',
    ...states.flatMap((state) => Object.entries(transitions[state]).map(([event, next]) => `  ${state} --> ${next}: ${event}`)),
    ...states.filter(isEnd).map((state) => `  ${state} --> [*]`),
    '```',
    '',
  ].join('\n');

test('the drawn states are those of the table', () => {
  const file = join(projectRoot, 'docs/generated/closure-states.md');
  if (process.env['UPDATE']) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, drawStates());
  }
  expect(readFileSync(file, 'utf8')).toBe(drawStates());
});
