/**
 * Whether time tells what an answer does not say (security checks 28, 29, 30): `npm run build && npx tsx test/bench/tells-nothing.ts`.
 * Of each request there are classes that have to look alike, such as a known and an unknown address. They are sent in turn by one client,
 * 50 of each to warm up and 300 that count. Two classes look alike when their answers do, their medians are at most a tenth or 5 ms apart,
 * and the share of pairs in which the first is the slower lies between 0.40 and 0.60 (the area under the ROC curve: 0.50 tells nothing).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { hash } from '@node-rs/argon2';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import { newAddress } from '../support/client.ts';
import { startGraph, type TestGraph } from '../support/graph.ts';
import { askAsService, hashElsewhere, importAccount, type Imported } from '../support/import.ts';
import { newEmail, newPhone } from '../support/people.ts';
import { newUsername } from '../support/registering.ts';

const [warmUps, looks] = [50, Number(process.env['LOOKS'] ?? 300)];
const password = 'Tiger-Tally-2026';
const passwordHash = await hash(password, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 });

interface Ask {
  field: string;
  input: Record<string, unknown>;
}

/** For each class what makes the next request of it. */
type Classes = Record<string, () => Promise<Ask> | Ask>;

const selections: Record<string, string> = {
  signIn: 'session { id } userErrors { code path }',
  sendCode: 'resendAfter expiresAt userErrors { code path }',
  requestPasswordReset: 'resendAfter expiresAt userErrors { code path }',
  registerAccount: 'account { id } userErrors { code path }',
  resetPassword: 'isReset userErrors { code path }',
};

/** Sends it from a network of its own; gives the time to the whole answer, and what it looks like without instants and ids. */
const ask = async (graph: TestGraph, { field, input }: Ask): Promise<{ ms: number; look: string }> => {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const body = JSON.stringify({ query: `mutation($input: ${type}!) { ${field}(input: $input) { ${selections[field]!} } }`, variables: { input } });
  const begun = performance.now();
  const response = await fetch(graph.url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': newAddress() }, body });
  const text = await response.text();
  const ms = performance.now() - begun;
  const headers = [...response.headers.keys()].toSorted().join(' ');
  return { ms, look: `${response.status} ${headers} ${text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'instant')}` };
};

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Of all pairs the share in which the first is the greater. */
const areaUnderCurve = (first: number[], second: number[]): number => {
  const greater = first.reduce((sum, a) => sum + second.reduce((inner, b) => inner + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0);
  return greater / (first.length * second.length);
};

/** Asks the classes in turn and says of the two that differ most by how much. */
const compare = async (graph: TestGraph, title: string, classes: Classes): Promise<void> => {
  const names = Object.keys(classes);
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]]));
  const answers = new Set<string>();
  for (let look = -warmUps; look < looks; look += 1) {
    for (const name of names.toSorted(() => Math.random() - 0.5)) {
      const asked = await classes[name]!();
      const { ms, look: answer } = await ask(graph, asked);
      if (look < 0) continue;
      answers.add(answer);
      times[name]!.push(ms);
    }
  }
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => ({ a, b, area: areaUnderCurve(times[a]!, times[b]!), apart: Math.abs(median(times[a]!) - median(times[b]!)) })));
  const worst = pairs.toSorted((x, y) => Math.abs(y.area - 0.5) - Math.abs(x.area - 0.5))[0]!;
  const isAlike = answers.size === 1 && pairs.every(({ a, area, apart }) => area >= 0.4 && area <= 0.6 && apart <= Math.max(5, median(times[a]!) / 10));
  console.log(`${isAlike ? 'alike' : 'TELLS'}  ${title}: ${names.map((name) => `${name} ${median(times[name]!).toFixed(1)} ms`).join(', ')}; ${worst.a} against ${worst.b} ${worst.area.toFixed(2)}`);
  if (answers.size > 1) for (const answer of answers) console.log(`       ${answer}`);
};

/** The preset, with nobody asked for a captcha or locked out while many are tried on the same name. */
const withGraph = async (preset: string, work: (graph: TestGraph) => Promise<void>): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-bench-'));
  const policy = join(directory, 'bench.yaml');
  writeFileSync(policy, `name: bench\nextends: ${relative(directory, join(projectRoot, `policies/${preset}.yaml`))}\naccount:\n  lockout: { captchaAfter: null, perAddress: null, attempts: 100 }\n`);
  // Node as in production: the small heaps of a development system make times jump.
  const graph = await startGraph({ POLICY: policy }, { nodeFlags: [] });
  try {
    await work(graph);
  } finally {
    await graph.stop();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** As many accounts as looks, of which each is used once, because an address gets one code a minute. */
const people = async (graph: TestGraph, given: () => Imported): Promise<() => Imported> => {
  const all: Imported[] = [];
  for (let index = 0; index < warmUps + looks; index += 1) {
    const person = given();
    await importAccount(graph, { kind: 'CLOUD', origin: 'OLDER_SYSTEM', passwordHash, ...person });
    all.push(person);
  }
  return () => all.pop()!;
};

await withGraph('tencent', async (graph) => {
  /** The names of ten accounts in turn, so that none has too many failures. */
  const ten = async (given: Imported = {}, state = ''): Promise<() => string> => {
    const emails: string[] = [];
    for (let index = 0; index < 10; index += 1) {
      const email = newEmail();
      const accountId = await importAccount(graph, { kind: 'CLOUD', origin: 'OLDER_SYSTEM', email, passwordHash, ...given });
      if (state) await askAsService(graph, 'account', `mutation($accountId: ID!) { ${state} }`, { accountId });
      emails.push(email);
    }
    return () => {
      emails.push(emails.shift()!);
      return emails[0]!;
    };
  };
  const [known, cheap, far, closing, erased] = [
    await ten(),
    await ten({ passwordHash: await hashElsewhere('Another-Password-1') }),
    await ten({ site: 'INTL' }),
    await ten({}, 'markAccountClosing(accountId: $accountId)'),
    await ten({}, 'markAccountClosing(accountId: $accountId) eraseAccount(accountId: $accountId)'),
  ];
  const signIn = (name: () => string, given = password) => () => ({ field: 'signIn', input: { account: name(), password: given } });
  await compare(graph, 'sign-in by password', {
    'an unknown name': signIn(newEmail),
    'a wrong password': signIn(known, 'Wrong-Password-1'),
    'a wrong one, hashed more cheaply': signIn(cheap, 'Wrong-Password-1'),
    closing: signIn(closing),
    erased: signIn(erased),
    'of the other site': signIn(far),
  });

  const [toRegister, toReset] = [await people(graph, () => ({ email: newEmail() })), await people(graph, () => ({ email: newEmail() }))];
  const code = (to: string) => ({ field: 'sendCode', input: { purpose: 'REGISTER', to } });
  await compare(graph, 'a code to register by e-mail', { free: () => code(newEmail()), taken: () => code(toRegister().email!) });
  const registration = (email: string) => ({ field: 'registerAccount', input: { email, emailCode: '000000', phone: newPhone(), phoneCode: '000000', password, agreements: [] } });
  await compare(graph, 'a registration with wrong codes', { free: () => registration(newEmail()), taken: () => registration(known()) });
  const reset = (name: string) => ({ field: 'requestPasswordReset', input: { account: name } });
  await compare(graph, 'a link to reset the password', { unknown: () => reset(newEmail()), known: () => reset(toReset().email!) });
});

await withGraph('huawei', async (graph) => {
  const newPerson = (): Imported => ({ phone: newPhone(), username: newUsername(), email: newEmail() });
  const [toSignIn, toReset, toResetByName] = [await people(graph, newPerson), await people(graph, newPerson), await people(graph, newPerson)];
  const known = toSignIn();
  const code = (to: string) => ({ field: 'sendCode', input: { purpose: 'SIGN_IN', to } });
  await compare(graph, 'a code to sign in', { unknown: () => code(newPhone()), known: () => code((toSignIn() ?? known).phone!) });
  const signIn = (phone: string) => ({ field: 'signIn', input: { method: 'SMS', accountKind: 'CLOUD', account: phone, code: '000000' } });
  await compare(graph, 'sign-in with a wrong code', { unknown: () => signIn(newPhone()), known: () => signIn(known.phone!) });
  const request = (input: Record<string, unknown>) => ({ field: 'requestPasswordReset', input: { accountKind: 'CLOUD', ...input } });
  await compare(graph, 'a code to reset the password', { unknown: () => request({ account: newPhone() }), known: () => request({ account: toReset().phone }) });
  await compare(graph, 'a code to reset the password, by user name', {
    unknown: () => request({ account: newUsername(), phone: newPhone() }),
    'another phone': () => request({ account: known.username, phone: newPhone() }),
    known: () => {
      const { username, phone } = toResetByName();
      return request({ account: username, phone });
    },
  });
  const resetNow = (account: string) => ({ field: 'resetPassword', input: { accountKind: 'CLOUD', account, code: '000000', newPassword: 'New-Tiger-Tally-2026' } });
  await compare(graph, 'a reset with a wrong code', { unknown: () => resetNow(newPhone()), known: () => resetNow(known.phone!) });
});
