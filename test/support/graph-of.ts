import { inject } from 'vitest';
import type { TestGraph } from './graph.ts';

export type SharedGraph = Pick<TestGraph, 'url' | 'sandboxUrl' | 'subgraphUrls' | 'dataDirectory' | 'environment'>;

/** The running graph of a preset that the test files of one worker share, one file after the other. Its clock only goes forward. */
export const graphOf = async (preset: string): Promise<SharedGraph> => {
  const response = await fetch(`${inject('graphBroker')}/${preset}/${process.env['VITEST_POOL_ID']}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as SharedGraph;
};
