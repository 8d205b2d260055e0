import { refuse, type Answer } from './answer.ts';
import type { Endpoint } from './endpoint.ts';

export type Method = 'GET' | 'POST' | 'PUT';
export type Route = readonly [method: Method, path: string, endpoint: Endpoint];

export type Found = { endpoint: Endpoint; params: Record<string, string> } | { refusal: Answer };

const decode = (segment: string): string | null => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
};

/** The values of {names} when `path` fits, null when it does not. */
const match = (pattern: string[], path: string[]): Record<string, string> | null => {
  if (pattern.length !== path.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = path[index] ?? '';
    if (!expected.startsWith('{')) {
      if (expected !== actual) return null;
    } else {
      params[expected.slice(1, -1)] = actual;
    }
  }
  return params;
};

export const createRouter = (table: readonly Route[]) => {
  const routes = table.map(([method, path, endpoint]) => ({ method, pattern: path.split('/'), endpoint }));

  return (method: string, pathname: string): Found => {
    const path: string[] = [];
    for (const segment of pathname.split('/')) {
      const decoded = decode(segment);
      if (decoded === null) return { refusal: refuse(400, 'The address is not valid percent-encoding') };
      path.push(decoded);
    }
    const wanted = method === 'HEAD' ? 'GET' : method;
    const allowed: string[] = [];
    for (const route of routes) {
      const params = match(route.pattern, path);
      if (!params) continue;
      if (route.method === wanted) return { endpoint: route.endpoint, params };
      allowed.push(route.method);
    }
    if (allowed.length === 0) return { refusal: refuse(404, 'There is nothing at this address') };
    return { refusal: { ...refuse(405, `Use ${allowed.join(' or ')}`), headers: { allow: allowed.join(', ') } } };
  };
};
