import { expect, test } from 'vitest';
import type { ActivityEntry } from '../schema.generated.ts';
import { activityText } from './activity-text.ts';

const entry = (device: string | null): ActivityEntry => ({ id: 'a', sequence: 1, at: 0, kind: 'SIGNED_IN', outcome: 'SUCCEEDED', times: 1, operation: null, method: null, checkedBy: null, sessionId: null, city: null, device, address: '203.0.113.*', hash: 'h' });

test('a part has a line of names if it is the first, and a line for each entry', () => {
  const text = activityText('CSV', [entry('Tally/1.0')], true);
  expect(text).toBe('"sequence","at","kind","outcome","times","operation","method","checkedBy","sessionId","city","device","address","hash"\r\n"1","1970-01-01T00:00:00.000Z","SIGNED_IN","SUCCEEDED","1","","","","","","Tally/1.0","203.0.113.*","h"\r\n');
  expect(activityText('CSV', [entry(null)], false).split('\r\n')).toHaveLength(2);
  expect(JSON.parse(activityText('JSON', [entry('x')], false))).toMatchObject([{ sequence: 1, device: 'x', at: '1970-01-01T00:00:00.000Z', city: null }]);
});

test.for(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('%j in a cell is no formula', (device) => {
  expect(activityText('CSV', [entry(device)], false)).toContain(`"'${device}"`);
});

test('quotes are doubled, so that a cell does not end early', () => {
  expect(activityText('CSV', [entry('a","=1')], false)).toContain('"a"",""=1"');
});
