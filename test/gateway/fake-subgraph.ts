import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { createCallerSignature, type Caller } from '../../subgraphs/shared/caller.ts';
import { listen } from '../../subgraphs/shared/http-server.ts';
import { scalarResolvers } from '../../subgraphs/shared/scalars.ts';
import { readSubgraphSdl, type SubgraphName } from '../../subgraphs/shared/sdl.ts';

interface Seen {
  headers: IncomingHttpHeaders;
  query: string;
  variables: Record<string, unknown>;
  caller: Caller | null;
}

/** What a subgraph can do to the gateway. */
type Mood = 'answer' | 'hang' | 'drip' | 'reset once' | 'talk nonsense' | 'refuse the signature' | 'answer too much';

export interface FakeSubgraph {
  url: string;
  port: number;
  seen: Seen[];
  mood: Mood;
  close(): Promise<void>;
}

const readBody = async (request: AsyncIterable<Buffer>): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
};

/** A subgraph with the real schema and invented answers. It notes what it is sent. */
export const startFakeSubgraph = async (name: SubgraphName, key: string, resolvers: object, port = 0): Promise<FakeSubgraph> => {
  const schema = buildSubgraphSchema([{ typeDefs: parse(readSubgraphSdl(name)), resolvers: { ...scalarResolvers, ...resolvers } as never }]);
  const signature = createCallerSignature(key);
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url === '/health/ready') return void response.writeHead(fake.mood === 'hang' ? 503 : 200).end('{}');
      const { query, variables } = JSON.parse(await readBody(request)) as { query: string; variables: Record<string, unknown> };
      const caller = signature.verify(request.headers.authorization?.replace('Bearer ', '') ?? '');
      fake.seen.push({ headers: request.headers, query, variables, caller });
      if (fake.mood === 'hang') return;
      if (fake.mood === 'talk nonsense') return void response.end('<h1>It works!</h1>');
      if (fake.mood === 'refuse the signature') return void response.writeHead(401).end('{"error":"no"}');
      if (fake.mood === 'answer too much') return void response.end(JSON.stringify({ data: { viewer: { id: 'x'.repeat(3_000_000) } } }));
      if (fake.mood === 'reset once') {
        fake.mood = 'answer';
        return void request.socket.resetAndDestroy();
      }
      if (fake.mood === 'drip') {
        // Never silent for long, so that only a limit on the whole ends it.
        const drip = setInterval(() => response.write(' '), 100);
        return void response.once('close', () => clearInterval(drip));
      }
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(await graphql({ schema, source: query, variableValues: variables, contextValue: { caller } })));
    };
    void answer();
  });
  const fake: FakeSubgraph = {
    url: '',
    port: await listen(server, '127.0.0.1', port),
    seen: [],
    mood: 'answer',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  fake.url = `http://127.0.0.1:${fake.port}`;
  return fake;
};
