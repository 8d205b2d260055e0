import type { TestProject } from 'vitest/node';
import { startGraph } from './graph.ts';

declare module 'vitest' {
  interface ProvidedContext {
    graph: { url: string; sandboxUrl: string; dataDirectory: string; environment: Record<string, string> };
  }
}

/** The one running graph (preset tencent) that the test files of a run share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const graph = await startGraph({ POLICY: 'tencent' });
  project.provide('graph', { url: graph.url, sandboxUrl: graph.sandboxUrl, dataDirectory: graph.dataDirectory, environment: graph.environment });
  return graph.stop;
}
