/**
 * Whether sqlmap finds a statement to break out of behind any text that a client can send (security check 56): `npm run build && npx tsx test/bench/sqlmap.ts [FIELD …]`,
 * with TEST_STORE=mysql on MariaDB. sqlmap has to be installed. First it is let loose on a server that does write values into a statement, which it must find.
 */
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import { getNamedType, isEnumType, isInputObjectType } from 'graphql';
import { listen } from '../../subgraphs/shared/http-server.ts';
import { createClient } from '../support/client.ts';
import { isOnMysql, startGraph } from '../support/graph.ts';
import { documentOf, mutations, placesOf, putAt, queries, usualVariables, type RootField } from '../support/hostile.ts';
import { register, stepUp } from '../support/journeys.ts';
import { accessOf } from '../support/root-fields.ts';

const run = promisify(execFile);
const output = mkdtempSync(join(tmpdir(), 'hufu-sqlmap-'));

const readBody = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};

const serve = async (answer: (body: string, response: ServerResponse) => Promise<void> | void) => {
  const server = createServer((request, response) => void readBody(request).then((body) => answer(body, response)));
  return { url: `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}/`, stop: () => void server.close() };
};

/** True when sqlmap finds a way in through one of the places marked with `*` in the body. Throws when it has not tried them. */
const isInjectable = async (url: string, body: object, database: 'SQLite' | 'MySQL'): Promise<boolean> => {
  const options = ['--batch', '--flush-session', '--disable-coloring', '--threads=4', '--ignore-code=*', '--risk=2', '--timeout=10', `--dbms=${database}`, `--output-dir=${output}`, '--headers=Content-Type: application/json'];
  const { stdout } = await run('sqlmap', ['-u', url, `--data=${JSON.stringify(body)}`, ...options], { maxBuffer: 64 * 1024 * 1024 });
  if (stdout.includes('identified the following injection point')) return true;
  if (!stdout.includes('all tested parameters do not appear to be injectable')) throw new Error(stdout.slice(-2000));
  return false;
};

/** What it has to find, so that finding nothing means something. */
const tryOnOpenDoor = async (): Promise<void> => {
  const database = new DatabaseSync(':memory:');
  database.exec("CREATE TABLE account (name TEXT); INSERT INTO account VALUES ('plain'), ('other')");
  const door = await serve((body, response) => {
    try {
      const { variables } = JSON.parse(body) as { variables: { name: string } };
      response.end(JSON.stringify(database.prepare(`SELECT name FROM account WHERE name = '${variables.name}'`).all()));
    } catch {
      response.writeHead(400).end('{}');
    }
  });
  if (!(await isInjectable(door.url, { variables: { name: 'plain*' } }, 'SQLite'))) throw new Error('sqlmap did not find the open door: what it finds here means nothing.');
  door.stop();
  database.close();
  console.log('sqlmap finds the server that writes values into its statement');
};

const isText = ({ type }: ReturnType<typeof placesOf>[number]): boolean => {
  const named = getNamedType(type);
  return !isInputObjectType(named) && !isEnumType(named) && !['Int', 'Boolean'].includes(named.name);
};

/** The variables of a field with every text in them marked, one after the other in one body. */
const marked = (field: RootField): { variables: Record<string, unknown>; places: number } => {
  // Of a list its first entry, and not the list.
  const places = placesOf(field).filter((place, _, all) => isText(place) && !all.some(({ path }) => path.length > place.path.length && place.path.every((key, index) => path[index] === key)));
  const variables = places.reduce((all, place) => {
    const usual = place.path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], all);
    return putAt(all, place, `${typeof usual === 'string' ? usual.replaceAll('*', '') : 'plain'}*`, field);
  }, usualVariables(field));
  return { variables, places: places.length };
};

await tryOnOpenDoor();
const graph = await startGraph();
try {
  const client = createClient(graph);
  let member = await register(client);
  // Each request comes from a network of its own, so that no limit on one of them ends the attack.
  const gate = await serve(async (body, response) => {
    const address = `203.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;
    const answer = await fetch(graph.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${member.token}`, 'x-forwarded-for': address }, body });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  const found: string[] = [];
  let tried = 0;
  const wanted = process.argv.slice(2);
  for (const [operation, fields] of [['mutation', mutations], ['query', queries]] as const) {
    for (const field of fields.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
      const { variables, places } = marked(field);
      if (places === 0) continue;
      member = await register(client);
      if (accessOf(field.name).isSensitive) await stepUp(client, member, 'START_DEREGISTRATION');
      const isOpen = await isInjectable(gate.url, { query: documentOf(operation, field), variables }, isOnMysql ? 'MySQL' : 'SQLite');
      if (isOpen) found.push(field.name);
      tried += places;
      console.log(`${field.name}: ${places} texts, ${isOpen ? 'INJECTABLE' : 'nothing found'}`);
    }
  }
  const faults = graph.lines.filter((line) => /"level":"(error|fatal)"/.test(line));
  console.log(`${tried} texts tried, ${found.length} fields injectable${found.length > 0 ? `: ${found.join(', ')}` : ''}; ${faults.length} faults in the log`);
  for (const fault of faults.slice(0, 5)) console.log(fault);
  gate.stop();
  process.exitCode = found.length + faults.length > 0 ? 1 : 0;
} finally {
  await graph.stop();
  rmSync(output, { recursive: true, force: true });
}
