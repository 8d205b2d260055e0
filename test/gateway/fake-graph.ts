import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { GraphQLError } from 'graphql';
import { readConfig } from '../../gateway/config.ts';
import { startGateway } from '../../gateway/start-gateway.ts';
import type { Caller } from '../../subgraphs/shared/caller.ts';
import { subgraphNames, type SubgraphName } from '../../subgraphs/shared/sdl.ts';
import { hashSecret } from '../../subgraphs/shared/vault.ts';
import { startFakeSubgraph, type FakeSubgraph } from './fake-subgraph.ts';

export const accountId = '100000000001';
/** The token of the one session there is. */
export const token = randomBytes(32).toString('base64url');
/** The token of a session with which the account has to be activated first. */
export const inactiveToken = randomBytes(32).toString('base64url');

interface Context {
  caller: Caller | null;
}

const account = {
  id: accountId,
  appId: '1000000001',
  nickname: '张三',
  country: 'CN',
  status: 'ACTIVE',
  registeredAt: 0,
  registeredWith: 'EMAIL',
  loginMethods: [{ kind: 'EMAIL', label: 'z***@example.com', isRegistrationMethod: true, boundAt: 0 }],
  contacts: {},
};
const security = { mfaDevices: [], loginProtection: { methods: [] }, operationProtection: { methods: [] }, sessions: { nodes: [{ id: 's1', city: null, current: true }], pageInfo: { hasNextPage: false } } };

const sessions: Record<string, object> = {
  [hashSecret(token)]: { sessionId: 's1', accountId },
  [hashSecret(inactiveToken)]: { sessionId: 's2', accountId, duty: 'ACTIVATE_ACCOUNT' },
};

const fault = (message: string, extensions: Record<string, unknown>): never => {
  throw new GraphQLError(message, { extensions });
};

const resolvers: Record<SubgraphName, object> = {
  account: {
    Query: { viewer: (_: unknown, __: unknown, { caller }: Context) => (caller?.viewer ? account : null), policy: () => ({ name: 'fake' }) },
    Account: { __resolveReference: () => account },
    Mutation: {
      signIn: () => ({ session: { id: 's1', token, createdAt: 0, lastUsedAt: 0, idleExpiresAt: 0, expiresAt: 0, current: true }, userErrors: [] }),
      sendCode: () => fault('secret SQL statement', { code: 'ER_DUP_ENTRY', stacktrace: ['at /srv/hufu'] }),
      setContactRemark: (_: unknown, __: unknown, { caller }: Context) => fault('Activate the account first.', { code: 'DUTY_FIRST', duty: caller?.viewer?.duty, internal: 'secret' }),
      changePassword: () => fault('Prove who you are first.', { code: 'STEP_UP_REQUIRED', operation: 'CHANGE_PASSWORD', methods: ['MFA'], internal: 'secret' }),
    },
  },
  security: {
    Query: { sessionsOfTokens: (_: unknown, { uses }: { uses: { tokenHash: string }[] }) => uses.map(({ tokenHash }) => sessions[tokenHash] ?? null) },
    Account: { __resolveReference: () => ({ id: accountId }), security: () => security },
  },
  verification: { Account: { __resolveReference: () => ({ id: accountId }), realName: () => ({ status: 'UNVERIFIED' }) } },
  deregistration: { Account: { __resolveReference: () => ({ id: accountId }), deregistration: () => null } },
};

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // Answers are read by tests alone, which say by what they expect which shape they have.
  // eslint-disable-next-line typescript/no-explicit-any
  data: any;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

const toAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const body = text && response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as Partial<Answer>) : {};
  return { status: response.status, headers: response.headers, text, data: body.data ?? null, errors: body.errors ?? [] };
};

export interface FakeGraph {
  url: string;
  parts: Record<SubgraphName, FakeSubgraph>;
  /** What the gateway wrote to its log. */
  logged: string[];
  send(query: string, options?: { variables?: Record<string, unknown>; headers?: Record<string, string>; token?: string }): Promise<Answer>;
  request(path: string, init?: RequestInit): Promise<Answer>;
  stop(): Promise<void>;
}

/** A gateway in this process, over four fake subgraphs. */
export const startFakeGraph = async (environment: Record<string, string> = {}): Promise<FakeGraph> => {
  const key = randomBytes(32).toString('base64');
  const parts = Object.fromEntries(await Promise.all(subgraphNames.map(async (name) => [name, await startFakeSubgraph(name, key, resolvers[name])] as const))) as Record<SubgraphName, FakeSubgraph>;
  const logged: string[] = [];
  const config = readConfig({
    PORT: '0',
    INTERNAL_KEY: key,
    ...Object.fromEntries(subgraphNames.map((name) => [`${name.toUpperCase()}_URL`, parts[name].url])),
    ...environment,
  });
  const gateway = await startGateway(config, pino({}, { write: (line) => logged.push(line) }));
  const url = `http://127.0.0.1:${gateway.port}`;
  const request = async (path: string, init?: RequestInit): Promise<Answer> => toAnswer(await fetch(url + path, init));
  return {
    url,
    parts,
    logged,
    request,
    send: (query, { variables, headers = {}, token: bearer } = {}) =>
      request('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    stop: async () => {
      await gateway.stop();
      await Promise.all(Object.values(parts).map((part) => part.close()));
    },
  };
};
