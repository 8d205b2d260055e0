import type { ServerResponse } from 'node:http';
import { sendJson } from '../subgraphs/shared/http-server.ts';
import type { SubgraphClient } from './subgraph-client.ts';

/** Says to whoever runs the gateway whether it lives, and whether it can be sent requests. */
export const createHealth = (clients: SubgraphClient[]) => {
  let isStopping = false;
  return {
    sayLive: (response: ServerResponse): void => sendJson(response, 200, { status: 'ok' }),
    sayReady: async (response: ServerResponse): Promise<void> => {
      if (isStopping) return sendJson(response, 503, { status: 'stopping' });
      const parts = await Promise.all(clients.map(async (client) => [client.name, (await client.isReady()) ? 'ok' : 'unavailable'] as const));
      const isReady = parts.every(([, status]) => status === 'ok');
      sendJson(response, isReady ? 200 : 503, { status: isReady ? 'ok' : 'part unavailable', parts: Object.fromEntries(parts) });
    },
    /** From now on not ready, whatever the parts say. */
    stop: (): void => {
      isStopping = true;
    },
  };
};
