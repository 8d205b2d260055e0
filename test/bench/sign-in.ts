/**
 * What signing in costs: `npm run build && npx tsx test/bench/sign-in.ts`.
 * Work is measured as CPU time of the account process, of which other load on the machine takes nothing;
 * the share of the hash by hashing the same in this process, in turn with it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { hash, verify } from '@node-rs/argon2';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import { startGraph } from '../support/graph.ts';
import { importAccount } from '../support/import.ts';
import { newEmail } from '../support/people.ts';

const warmUps = 10;
const rounds = 10;
const signInsARound = 40;
const atOnce = 4;
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Linux counts in hundredths of a second. */
const tick = 10;

const password = 'Tiger-Tally-2026';
const directory = mkdtempSync(join(tmpdir(), 'hufu-bench-'));
const policy = join(directory, 'bench.yaml');
// Nobody is asked for a captcha or locked out while many are tried on the same name.
writeFileSync(policy, `name: bench\nextends: ${relative(directory, join(projectRoot, 'policies/tencent.yaml'))}\naccount:\n  lockout: { captchaAfter: null, perAddress: null, attempts: 100 }\n`);

// Node as in production: the small heaps of a development system cost throughput.
const graph = await startGraph({ POLICY: policy }, { nodeFlags: [] });

/** Gives whether it worked. */
const signIn = async (account: string): Promise<boolean> => {
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'mutation($input: SignInInput!) { signIn(input: $input) { session { id } } }', variables: { input: { account, password } } }),
  });
  const { data } = (await response.json()) as { data: { signIn: { session: object | null } | null } };
  return Boolean(data.signIn?.session);
};

const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tick;
};
const ownCpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

try {
  const passwordHash = await hash(password, cost);
  const accounts = Array.from({ length: 20 }, newEmail);
  for (const email of accounts) await importAccount(graph, { kind: 'CLOUD', origin: 'OLDER_SYSTEM', email, passwordHash });
  const pid = graph.pids().account!;
  const spent = { signIns: 0, hashes: 0 };
  const aRound = async (): Promise<void> => {
    const before = cpuOf(pid);
    for (let done = 0; done < signInsARound; done += atOnce) {
      const answers = await Promise.all(Array.from({ length: atOnce }, (_, index) => signIn(accounts[(done + index) % accounts.length]!)));
      if (answers.includes(false)) throw new Error('A sign-in did not work.');
    }
    const between = ownCpu();
    spent.signIns += cpuOf(pid) - before;
    for (let done = 0; done < signInsARound; done += 1) await verify(passwordHash, password);
    spent.hashes += ownCpu() - between;
  };
  for (let round = 0; round < warmUps; round += 1) await aRound();
  Object.assign(spent, { signIns: 0, hashes: 0 });
  for (let round = 0; round < rounds; round += 1) await aRound();
  const [each, eachHash] = [spent.signIns / (rounds * signInsARound), spent.hashes / (rounds * signInsARound)];
  console.log(`a sign-in takes ${each.toFixed(1)} ms of CPU in the account process, ${eachHash.toFixed(1)} ms of them for the hash: ${(1000 / each).toFixed(1)} per second and core, ${((1 - eachHash / each) * 100).toFixed(0)} % outside the hash`);
} finally {
  await graph.stop();
  rmSync(directory, { recursive: true, force: true });
}
