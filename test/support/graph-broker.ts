import type { TestProject } from 'vitest/node';
import { createHttpServer, listen, sendJson } from '../../subgraphs/shared/http-server.ts';
import { startGraph, type TestGraph } from './graph.ts';

declare module 'vitest' {
  interface ProvidedContext {
    graphBroker: string;
  }
}

/** Keeps the running graphs that test files share: one for each preset and worker, started when the first file asks for it. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const graphs = new Map<string, Promise<TestGraph>>();
  const server = createHttpServer(async (request, response) => {
    const place = request.url!;
    const graph = graphs.get(place) ?? startGraph({ POLICY: place.split('/')[1]! });
    graphs.set(place, graph);
    const { url, sandboxUrl, subgraphUrls, dataDirectory, environment } = await graph;
    sendJson(response, 200, { url, sandboxUrl, subgraphUrls, dataDirectory, environment });
  });
  project.provide('graphBroker', `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`);
  return async () => {
    server.close();
    await Promise.allSettled([...graphs.values()].map(async (graph) => (await graph).stop()));
  };
};
