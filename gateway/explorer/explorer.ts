import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sendJson } from '../../subgraphs/shared/http-server.ts';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import { readOperations } from '../operations.ts';
import { landings } from './landings.ts';

interface Page {
  file: string;
  type: string;
  headers?: Record<string, string>;
}

const own = (name: string): string => join(projectRoot, 'gateway/explorer', name);
const installed = (name: string, file: string): string => join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);

const script = 'text/javascript; charset=utf-8';
const style = 'text/css; charset=utf-8';
const aDay = { 'cache-control': 'public, max-age=86400' };

/** Nothing runs or loads but what is named here. */
const policy = (sandboxScript: string, sandboxFrame: string): Record<string, string> => ({
  'content-security-policy':
    `default-src 'none'; script-src 'self'${sandboxScript}; style-src 'self'; img-src 'self' data:; font-src 'self' data:; ` +
    `connect-src 'self'; frame-src ${sandboxFrame}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
});

const html = 'text/html; charset=utf-8';
const offline = { file: own('index.html'), type: html, headers: policy('', "'none'") };
const pages: Record<string, Page> = {
  '/': { file: own('index.html'), type: html, headers: policy(' https://embeddable-sandbox.cdn.apollographql.com', 'https://sandbox.embed.apollographql.com') },
  '/explorer': offline,
  '/explorer/explorer.js': { file: own('explorer.js'), type: script },
  '/explorer/explorer.css': { file: own('explorer.css'), type: style },
  '/explorer/graphiql.min.js': { file: installed('graphiql', 'graphiql.min.js'), type: script, headers: aDay },
  '/explorer/graphiql.min.css': { file: installed('graphiql', 'graphiql.min.css'), type: style, headers: aDay },
  '/explorer/react.production.min.js': { file: installed('react', 'umd/react.production.min.js'), type: script, headers: aDay },
  '/explorer/react-dom.production.min.js': { file: installed('react-dom', 'umd/react-dom.production.min.js'), type: script, headers: aDay },
};

/** Only for development, as the landings. */
const developmentPages: Record<string, Page> = {
  '/passkey': { file: own('passkey.html'), type: html, headers: policy('', "'none'") },
  '/explorer/passkey.js': { file: own('passkey.js'), type: script },
};

const wantsPage = ({ headers }: IncomingMessage): boolean => headers.accept?.includes('text/html') ?? false;

/**
 * Serves the page that the API is explored with: Apollo Sandbox at `/`, and an explorer that needs no network at `/explorer`.
 * In development it also stands where the links in messages lead, as long as there is no console; what such a link carries is read in the browser alone.
 */
export const createExplorer = ({ isProduction }: { isProduction: boolean }) => ({
  /** Answers when the path is one of the explorer's. `/` and `/graphql` are GraphQL's too, so there it does for browsers only. */
  show: async (request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> => {
    if (path === '/explorer/operations.json') {
      sendJson(response, 200, readOperations());
      return true;
    }
    if (path === '/explorer/landings.json') {
      sendJson(response, 200, isProduction ? {} : landings);
      return true;
    }
    const isShared = path === '/' || path === '/graphql';
    if (isShared && !wantsPage(request)) return false;
    const isLanding = !isProduction && Object.hasOwn(landings, path);
    const known = isProduction ? pages : { ...pages, ...developmentPages };
    const page = isShared ? pages['/'] : isLanding ? offline : Object.hasOwn(known, path) && known[path];
    if (!page) return false;
    const content = await readFile(page.file);
    response.writeHead(200, { 'content-type': page.type, 'content-length': content.length, ...page.headers });
    response.end(content);
    return true;
  },
});
