import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import { createClient, type Answer, type Client } from '../support/client.ts';
import { startGraph, type TestGraph } from '../support/graph.ts';
import { documentOf, mutations, plainVariables, publicSchema, type RootField } from '../support/hostile.ts';
import { bindMfa, register, startChallenge, stepUp, totp, type Member } from '../support/journeys.ts';
import { newEmail } from '../support/people.ts';
import { rootAccess } from '../support/root-fields.ts';
import { answer, openStepUp, receiveChallengeCode, toNextStep } from '../rules/security/steps.ts';

/**
 * ASVS 7.5.1: nothing that asks for a proof goes on without one that is fresh and accepted. The rows are the fields marked `@sensitive` in the SDL of all four subgraphs, so that a new one is covered by itself.
 * It shows of the binding and unbinding of devices, and of every protection, that a plain session cannot change them (NIST SP 800-63B-4 4.1.2).
 */

const directory = mkdtempSync(join(tmpdir(), 'hufu-policy-'));
const policyFile = join(directory, 'own.yaml');
/** The operator's policy, which is written anew when a method is no longer accepted. */
const writePolicy = (methods: string): void =>
  writeFileSync(policyFile, `name: own\nextends: ${join(projectRoot, 'policies/tencent.yaml')}\nsecurity:\n  stepUp: { methods: ${methods} }\n`);

let graph: TestGraph;
let client: Client;
beforeAll(async () => {
  writePolicy('[MFA, SMS, EMAIL]');
  graph = await startGraph({ POLICY: policyFile });
  client = createClient(graph);
});
afterAll(async () => {
  await graph?.stop();
  rmSync(directory, { recursive: true });
});

interface Row {
  name: string;
  operation: string;
  document: string;
  variables: Record<string, unknown>;
}

const fieldOf = (name: string): RootField => mutations.find((field) => field.name === name)!;

/** Where a plain value is none that the field can be called with. */
const inputs: Record<string, Record<string, unknown>> = {};

const sensitive: Row[] = rootAccess
  .filter(({ isSensitive }) => isSensitive)
  .map(({ name, sensitive: operation }) => ({ name, operation: operation!, document: documentOf('mutation', fieldOf(name)), variables: inputs[name] ?? plainVariables(fieldOf(name)) }));

/** What asks for no less than the device: the methods that it names where none of them is set up. */
const byDevice: Record<string, string[]> = { GENERATE_RECOVERY_CODES: ['PASSKEY', 'MFA', 'RECOVERY_CODE'] };

/** What asks for a proof with some inputs only (`demandStepUp`), by a call that does. */
const conditional: Row[] = [
  { name: 'changeContact', operation: 'CHANGE_SECURITY_EMAIL', document: documentOf('mutation', fieldOf('changeContact')), variables: { input: { kind: 'EMAIL', to: newEmail(), syncSecurityEmail: true } } },
];

/** What ends the proof or the session itself: these come last, and in this order. */
const endings = ['generateRecoveryCodes', 'endOtherSessions', 'signOutEverywhere'];
const rows = [...conditional, ...sensitive].toSorted((a, b) => endings.indexOf(a.name) - endings.indexOf(b.name));

const [rowsByDevice, rowsByAny] = [rows.filter(({ operation }) => byDevice[operation]), rows.filter(({ operation }) => !byDevice[operation])];

test('every operation of the account centre that can ask for a proof is that of a row', () => {
  const operations = publicSchema.getType('SensitiveOperation')! as unknown as { getValues(): { name: string }[] };
  expect([...new Set(rows.map(({ operation }) => operation))].toSorted()).toEqual(operations.getValues().map(({ name }) => name).toSorted());
});

const call = ({ document, variables }: Row, token: string): Promise<Answer> => client.send(document, variables, { token });

const expectRefused = async (member: Member, methods: string[], refused = rows): Promise<void> => {
  for (const row of refused) {
    const { status, data, errors } = await call(row, member.token);
    expect(errors.map(({ extensions }) => extensions), row.name).toEqual([{ code: 'STEP_UP_REQUIRED', operation: row.operation, methods: byDevice[row.operation] ?? methods }]);
    expect([status, data?.[row.name] ?? null], row.name).toEqual([200, null]);
  }
};

const prove = async (member: Member, operation: string, method: 'SMS' | 'EMAIL'): Promise<void> => {
  const { data } = await startChallenge(client, member.token, operation);
  const { id } = data.startChallenge.challenge;
  const code = await receiveChallengeCode(client, id, method, method === 'SMS' ? member.phone : member.email, member.token);
  const { userErrors, session } = await answer(client, id, method, code, member);
  expect(userErrors).toEqual([]);
  member.token = session?.token ?? member.token;
};

/** When another code may be sent. */
const proveLater = async (member: Member, method: 'SMS' | 'EMAIL'): Promise<void> => {
  await client.advance('PT1M');
  await prove(member, rows[0]!.operation, method);
};

const readAll = async ({ token }: Member) => {
  const { data, errors } = await client.send('{ viewer { username status loginMethods { kind label boundAt } contacts { email pending { kind } } deregistration { id } security { phone email mfaDevices { id } loginProtection { methods } operationProtection { methods } sessions { nodes { id } } } } }', {}, { token });
  expect(errors).toEqual([]);
  return data.viewer;
};

test('from a plain session, and after the proof has expired, each answers STEP_UP_REQUIRED with its operation and the methods, and changes nothing', async () => {
  const member = await register(client);
  const before = await readAll(member);
  await expectRefused(member, ['SMS', 'EMAIL']);
  await prove(member, rows[0]!.operation, 'SMS');
  await client.advance('PT30M');
  await expectRefused(member, ['SMS', 'EMAIL']);
  expect(await readAll(member)).toEqual(before);
});

/** Where this fails with BAD_USER_INPUT the field needs a row in `inputs`. */
const expectGoesOn = async (member: Member, allowed: Row[], proveAgain: () => Promise<void>): Promise<void> => {
  for (const row of allowed) {
    if (endings.indexOf(row.name) > 0) await proveAgain();
    const { status, errors } = await call(row, member.token);
    expect([status, errors.map(({ extensions }) => extensions.code)], row.name).toEqual([200, []]);
  }
};

test('what asks for the device goes on with a proof by it, as everything does, and with none by SMS', async () => {
  const member = await register(client);
  const { secret } = await bindMfa(client, member);
  await stepUp(client, member, rows[0]!.operation);
  expect(rowsByDevice).not.toEqual([]);
  for (const row of rowsByDevice) {
    const { data, errors } = await call(row, member.token);
    expect(errors.map(({ extensions }) => extensions), row.name).toEqual([{ code: 'STEP_UP_REQUIRED', operation: row.operation, methods: ['MFA'] }]);
    expect(data?.[row.name] ?? null, row.name).toBeNull();
  }
  const proveByDevice = async (): Promise<void> => {
    const { id } = await openStepUp(client, member.token, rowsByDevice[0]!.operation);
    expect((await answer(client, id, 'MFA', totp(secret, await toNextStep(client)), member)).userErrors).toEqual([]);
  };
  await proveByDevice();
  await expectGoesOn(member, rows, proveByDevice);
});

test('with a proof that is accepted each goes on, and with one by a method that is not accepted any more none does', async () => {
  const members = [await register(client), await register(client)] as const;
  for (const member of members) await prove(member, rows[0]!.operation, 'EMAIL');
  await expectRefused(members[0], [], rowsByDevice);
  await expectGoesOn(members[0], rowsByAny, () => proveLater(members[0], 'EMAIL'));
  writePolicy('[MFA, SMS]');
  await graph.kill('security', 'SIGTERM');
  await graph.start('security');
  await expectRefused(members[1], ['SMS']);
  await prove(members[1], rows[0]!.operation, 'SMS');
  await expectGoesOn(members[1], rowsByAny, () => proveLater(members[1], 'SMS'));
});
