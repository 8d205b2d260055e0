import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

const longestBody = 100 * 1024;

/** A request that cannot be answered as asked; its message may be shown. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The JSON body of a request. Refuses a longer one than 100 KiB before it is read to its end, and one that is not JSON. */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw new HttpProblem(415, 'Send application/json.');
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > longestBody) throw new HttpProblem(413, `A request has at most ${longestBody} bytes.`);
    parts.push(part as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new HttpProblem(400, 'The body is not JSON.');
  }
};

/** Answers in one piece: without its length the answer would go out in chunks. */
export const sendText = (response: ServerResponse, status: number, headers: Record<string, string>, text: string): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
};

export const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  sendText(response, status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }, JSON.stringify(body));

/** What a client may take longest for, so that slow ones do not hold connections. */
export const createHttpServer = (handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Server => {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      const status = error instanceof HttpProblem ? error.status : 500;
      if (status === 413) response.setHeader('connection', 'close');
      sendJson(response, status, { error: error instanceof HttpProblem ? error.message : 'Internal server error.' });
    });
  });
  // Longer than any client keeps an idle connection: a server that closes first races with a request on its way.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  return server;
};

/** Listens, and gives the port, which the system chooses for port 0. */
export const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });

/** Takes no new requests, lets those under way finish, and cuts what is left after ten seconds. */
export const drain = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), 10_000);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
