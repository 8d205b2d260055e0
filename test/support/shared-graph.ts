import type { TestProject } from 'vitest/node';
import { startGraph, type TestGraph } from './graph.ts';

declare module 'vitest' {
  interface ProvidedContext {
    graph: Pick<TestGraph, 'url' | 'sandboxUrl' | 'subgraphUrls' | 'dataDirectory' | 'environment'>;
  }
}

/** The one running graph (preset tencent) that the test files of a run share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const graph = await startGraph({ POLICY: 'tencent' });
  const { url, sandboxUrl, subgraphUrls, dataDirectory, environment } = graph;
  project.provide('graph', { url, sandboxUrl, subgraphUrls, dataDirectory, environment });
  return graph.stop;
}
