import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import type { Answer } from '../http/answer.ts';

type Page = 'index.html' | 'camera.html' | 'look.html' | 'scan.html' | 'authorise.html';

const read = (name: string): string => readFileSync(join(projectRoot, 'sandbox/page', name), 'utf8');

const load = (name: Page): Answer => {
  // A page goes out whole, so that nothing else has to be served.
  const html = read(name).replace(/<link rel="stylesheet" href="([\w-]+\.css)">/, (_link, style: string) => `<style>\n${read(style)}</style>`);
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');
  // Mails and texts on the page come from anywhere: only the page's own script runs.
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; `
    + `img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return { status: 200, html, headers: { 'content-security-policy': policy } };
};

const loaded = new Map<Page, Answer>();

/** A page is one file beside this one, read once. */
export const showPage = (name: Page): Answer => {
  const page = loaded.get(name) ?? load(name);
  loaded.set(name, page);
  return page;
};
