import { inject } from 'vitest';
import type { TestGraph } from './graph.ts';

export type SharedGraph = Pick<TestGraph, 'url' | 'sandboxUrl' | 'subgraphUrls' | 'dataDirectory' | 'environment'>;

const borrow = async (preset: string): Promise<SharedGraph> => {
  const response = await fetch(`${inject('graphBroker')}/${preset}`, { method: 'POST' });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as SharedGraph;
};

const borrowed = new Map<string, Promise<SharedGraph>>();

/**
 * The running graph of a preset, which this worker has for itself, because all that uses a graph shares its clock.
 * A worker carries out one file after the other, so a file finds what others have left, and a clock that has gone forward.
 */
export const graphOf = (preset: string): Promise<SharedGraph> => {
  const graph = borrowed.get(preset) ?? borrow(preset);
  borrowed.set(preset, graph);
  return graph;
};
