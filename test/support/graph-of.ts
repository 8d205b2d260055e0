import { afterAll, inject } from 'vitest';
import type { TestGraph } from './graph.ts';

export type SharedGraph = Pick<TestGraph, 'url' | 'sandboxUrl' | 'subgraphUrls' | 'dataDirectory' | 'environment'>;

const borrowed: number[] = [];

/** The running graph of a preset, which this file has for itself until it ends. It has seen other files before, and its clock only goes forward. */
export const graphOf = async (preset: string): Promise<SharedGraph> => {
  const response = await fetch(`${inject('graphBroker')}/${preset}`, { method: 'POST' });
  if (!response.ok) throw new Error(await response.text());
  const { place, ...graph } = (await response.json()) as SharedGraph & { place: number };
  borrowed.push(place);
  return graph;
};

// The first that is said is carried out last, when the file has cleared up after itself.
afterAll(async () => {
  for (const place of borrowed.splice(0)) await fetch(`${inject('graphBroker')}/${place}`, { method: 'DELETE' });
});
