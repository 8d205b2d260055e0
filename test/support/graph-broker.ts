import type { TestProject } from 'vitest/node';
import { createHttpServer, listen, sendJson } from '../../subgraphs/shared/http-server.ts';
import { startGraph, type TestGraph } from './graph.ts';

declare module 'vitest' {
  interface ProvidedContext {
    graphBroker: string;
  }
}

/** Starts a graph of a preset for each worker that asks, and stops all of them at the end, of which a worker hears nothing. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const all: Promise<TestGraph>[] = [];
  const server = createHttpServer(async (request, response) => {
    const started = startGraph({ POLICY: request.url!.slice(1) });
    all.push(started);
    const { url, sandboxUrl, subgraphUrls, dataDirectory, environment } = await started;
    sendJson(response, 200, { url, sandboxUrl, subgraphUrls, dataDirectory, environment });
  });
  project.provide('graphBroker', `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`);
  return async () => {
    server.close();
    await Promise.allSettled(all.map(async (graph) => (await graph).stop()));
  };
};
