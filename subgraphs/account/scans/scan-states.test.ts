import { expect, test } from 'vitest';
import { shownState, transitions, type ScanStatus } from './scan-states.ts';

test('what may follow on what', () => {
  const drawn = Object.entries(transitions).flatMap(([from, steps]) => Object.entries(steps).map(([event, to]) => `${from} ${event} ${to}`));
  expect(drawn).toEqual([
    'WAITING exchange EXCHANGING',
    'WAITING confirm CONFIRMED',
    'WAITING decline DECLINED',
    'WAITING replace ENDED',
    'EXCHANGING identify IDENTIFIED',
    'EXCHANGING giveBack WAITING',
    'EXCHANGING replace ENDED',
    'IDENTIFIED consume ENDED',
    'IDENTIFIED replace ENDED',
    'CONFIRMED consume ENDED',
    'CONFIRMED replace ENDED',
  ]);
});

test.for([
  ['WAITING', 'WAITING'],
  ['CONFIRMED', 'CONFIRMED'],
  ['DECLINED', 'DECLINED'],
  ['ENDED', 'ENDED'],
] as [ScanStatus, string][])('%s is shown as %s, and as ENDED when its time is over', ([status, shown]) => {
  expect([shownState(status, false), shownState(status, true)]).toEqual([shown, 'ENDED']);
});
