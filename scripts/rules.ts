/**
 * Says which rules of the catalogues are proven, per provider and subgraph, and which are not.
 * A rule is proven by a test whose title names it, that goes through the public API of a running graph,
 * and that ran and passed in the last full run of the suite. `TX-ACC-007 in part` names a rule of which something is not built or not shown yet; it does not count. `--json` says the same for programs.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../subgraphs/shared/project-root.ts';

interface Rule {
  id: string;
  kind: string;
}

interface Report {
  testResults: { name: string; assertionResults: { fullName: string; status: string }[] }[];
}

const parts = ['ACC', 'SEC', 'VER', 'DER'] as const;
const catalogues = join(projectRoot, 'test/rules/catalogues');
const [exceptions, waiting] = ['not-applicable.yaml', 'not-yet.yaml'];
const providers = readdirSync(catalogues)
  .filter((file) => file !== exceptions && file !== waiting)
  .map((file) => file.replace(/\.yaml$/, ''));
const reportFile = join(projectRoot, '.reports/last-run.json');

const graphTests = ['rules', 'situations', 'security', 'journeys'].flatMap((folder) =>
  readdirSync(join(projectRoot, 'test', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', folder, file)),
);

/** The report of the last run if it was a full one; without one nothing counts as proven. */
const readLastFullRun = (): Report => {
  const report: Report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, 'utf8')) as Report) : { testResults: [] };
  const ran = new Set(report.testResults.map(({ name }) => relative(projectRoot, name)));
  if (graphTests.every((file) => ran.has(file))) return report;
  process.stderr.write('There was no full run of the suite, so nothing counts as proven. Run npm test first.\n');
  return { testResults: [] };
};

const proven = new Set(
  readLastFullRun()
    .testResults.filter(({ name }) => graphTests.includes(relative(projectRoot, name)))
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed')
    .flatMap(({ fullName }) => fullName.match(/\b[A-Z]{2}-(ACC|SEC|VER|DER)-\d{3}\b(?! in part)/g) ?? []),
);

const readReasons = (file: string): Record<string, string> => (parse(readFileSync(join(catalogues, file), 'utf8')) as Record<string, string> | null) ?? {};

/** Rules that cannot apply, each with the reason. */
const notApplicable = readReasons(exceptions);

/** Rules whose parts were built and that are not wholly proven yet, each with what is missing. */
const missing = readReasons(waiting);
const outdated = Object.keys(missing).filter((id) => proven.has(id));
if (outdated.length > 0) {
  process.stderr.write(`${waiting} still lists what is proven: ${outdated.join(', ')}\n`);
  process.exitCode = 1;
}

const count = (rules: Rule[], part: string) => {
  const asked = rules.filter(({ id, kind }) => id.split('-')[1] === part && kind !== 'info' && !notApplicable[id]).map(({ id }) => id);
  const unproven = asked.filter((id) => !proven.has(id));
  return { proven: asked.length - unproven.length, total: asked.length, unproven };
};

const result = Object.fromEntries(
  providers.map((provider) => {
    const rules = parse(readFileSync(join(catalogues, `${provider}.yaml`), 'utf8')) as Rule[];
    return [provider, Object.fromEntries(parts.map((part) => [part, count(rules, part)]))];
  }),
) as Record<string, Record<(typeof parts)[number], ReturnType<typeof count>>>;

if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
} else {
  for (const provider of providers) {
    for (const part of parts) {
      const { proven: done, total, unproven } = result[provider]![part];
      process.stdout.write(`${provider.padEnd(8)} ${part}  ${String(done).padStart(3)} / ${total}\n`);
      const untold = unproven.filter((id) => !missing[id]);
      if (untold.length > 0) process.stdout.write(untold.join(' ').replace(/(.{1,110})(?: |$)/g, '             $1\n'));
      for (const id of unproven) if (missing[id]) process.stdout.write(`             ${id}: ${missing[id]}\n`);
    }
  }
}
