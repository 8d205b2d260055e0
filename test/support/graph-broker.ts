import type { TestProject } from 'vitest/node';
import { createHttpServer, listen, sendJson } from '../../subgraphs/shared/http-server.ts';
import { startGraph, type TestGraph } from './graph.ts';

declare module 'vitest' {
  interface ProvidedContext {
    graphBroker: string;
  }
}

interface Kept {
  preset: string;
  graph: Promise<TestGraph>;
  isLent: boolean;
}

/**
 * Keeps the running graphs that test files share. A file borrows one of a preset for itself alone, because all that uses a graph shares its clock;
 * so there are as many of a preset as files of it run at once, each started when there is none to lend.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const all: Kept[] = [];
  const lend = (preset: string): Kept => {
    const free = all.find((kept) => kept.preset === preset && !kept.isLent);
    const kept = free ?? { preset, graph: startGraph({ POLICY: preset }), isLent: true };
    if (!free) all.push(kept);
    kept.isLent = true;
    return kept;
  };
  const server = createHttpServer(async (request, response) => {
    const name = request.url!.slice(1);
    if (request.method === 'DELETE') {
      all[Number(name)]!.isLent = false;
      return sendJson(response, 200, {});
    }
    const kept = lend(name);
    const { url, sandboxUrl, subgraphUrls, dataDirectory, environment } = await kept.graph;
    sendJson(response, 200, { place: all.indexOf(kept), url, sandboxUrl, subgraphUrls, dataDirectory, environment });
  });
  project.provide('graphBroker', `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`);
  return async () => {
    server.close();
    await Promise.allSettled(all.map(async ({ graph }) => (await graph).stop()));
  };
};
