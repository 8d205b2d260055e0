import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from 'otpauth';
import { expect, test } from 'vitest';
import { projectRoot } from '../../../subgraphs/shared/project-root.ts';
import type { Answer } from '../../support/client.ts';
import { dumpStores } from '../../support/dump-stores.ts';
import { askAsService } from '../../support/import.ts';
import { bindMfa, register, stepUp, type Member } from '../../support/journeys.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';
import { graphOf } from '../../support/graph-of.ts';
import { answer, confirmBinding, independentTotp as totp, openStepUp, readSecurity, sendStartBinding, startBinding, stepUpByMfa, tally, toNextStep, unbind } from './steps.ts';

const client = sharedClient();

interface Token {
  serialNumber: string;
  secret: string;
}

const newHardware = (): Token => ({ serialNumber: `HT-${randomInt(10 ** 9)}`, secret: new Secret({ size: 20 }).base32 });

const sendImportToken = (input: Record<string, unknown>): Promise<Answer> => askAsService(sharedGraph, 'security', 'mutation($input: ImportMfaTokenInput!) { importMfaToken(input: $input) }', { input });

/** What an operator does who invites the account. */
const invite = async ({ id }: Pick<Member, 'id'>): Promise<Token> => {
  const token = newHardware();
  expect((await sendImportToken({ ...token, accountId: id })).errors).toEqual([]);
  return token;
};

const registerInvited = async (): Promise<{ member: Member; token: Token }> => {
  const member = await register(client);
  const token = await invite(member);
  await stepUp(client, member, 'BIND_MFA');
  return { member, token };
};

const bindToken = async (member: Member, { serialNumber, secret }: Token): Promise<{ id: string }> => {
  const { bindingId } = await startBinding(client, member.token, { kind: 'HARDWARE', serialNumber });
  const { mfaDevice, userErrors } = await confirmBinding(client, member.token, bindingId, [totp(secret, await toNextStep(client))]);
  expect(userErrors).toEqual([]);
  return mfaDevice;
};

test('TX-SEC-015 an account can bind an app and a token, and no third kind of device', async () => {
  const { data } = await client.send('{ policy { security { mfa { kinds } } } }');
  expect(data.policy.security.mfa.kinds).toEqual(['VIRTUAL', 'HARDWARE']);
  const { member, token } = await registerInvited();
  const { secret } = await bindMfa(client, member);
  await stepUpByMfa(client, member, totp(secret, await toNextStep(client)));
  await bindToken(member, token);
  expect((await readSecurity(client, member.token)).mfaDevices.map(({ kind }: { kind: string }) => kind)).toEqual(['VIRTUAL', 'HARDWARE']);
  await stepUp(client, member, 'BIND_MFA');
  expect((await sendStartBinding(client, member.token, { kind: 'SOFTWARE' })).errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
});

test('TX-SEC-018 a token is bound by its serial number, without its secret being shown, and its codes last 30 seconds plus the drift', async () => {
  const { member, token } = await registerInvited();
  const start = async (input: Record<string, unknown>) => (await sendStartBinding(client, member.token, { kind: 'HARDWARE', ...input })).data.startMfaBinding;
  expect((await start({})).userErrors).toEqual([{ code: 'FIELD_REQUIRED', path: ['serialNumber'] }]);
  expect((await start({ serialNumber: newHardware().serialNumber })).userErrors).toEqual([{ code: 'MFA_TOKEN_NOT_FOUND', path: ['serialNumber'] }]);
  const binding = await start({ serialNumber: ` ${token.serialNumber.toLowerCase()}` });
  expect(binding).toMatchObject({ secret: null, otpauthUri: null, qrCode: null, userErrors: [] });
  const now = await toNextStep(client);
  for (const wrong of [totp(token.secret, now).slice(1), totp(token.secret, now - 60_000), totp(token.secret, now + 60_000)]) {
    expect((await confirmBinding(client, member.token, binding.bindingId, [wrong])).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  }
  const { mfaDevice } = await confirmBinding(client, member.token, binding.bindingId, [totp(token.secret, now - 30_000)]);
  expect(mfaDevice).toMatchObject({ kind: 'HARDWARE' });
  const { data } = await client.send('{ viewer { security { mfaDevices { kind serialNumber } } } }', {}, { token: member.token });
  expect(data.viewer.security.mfaDevices).toEqual([{ kind: 'HARDWARE', serialNumber: token.serialNumber }]);
  const later = await toNextStep(client);
  expect((await stepUpByMfa(client, member, totp(token.secret, later - 60_000))).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await stepUpByMfa(client, member, totp(token.secret, later))).userErrors).toEqual([]);
});

test('TX-SEC-019 a token is refused to who was not invited, also one with the serial number of an invited account', async () => {
  const { token } = await registerInvited();
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  const refused = async () => (await sendStartBinding(client, member.token, { kind: 'HARDWARE', serialNumber: token.serialNumber })).data.startMfaBinding.userErrors;
  expect(await refused()).toEqual([{ code: 'MFA_KIND_NOT_INVITED', path: ['kind'] }]);
  await invite(member);
  expect(await refused()).toEqual([{ code: 'MFA_TOKEN_NOT_FOUND', path: ['serialNumber'] }]);
  expect((await readSecurity(client, member.token)).mfaDevices).toEqual([]);
});

test('where the policy lists apps alone, a token is not offered', async () => {
  const other = await graphOf('huawei');
  const { errors } = await askAsService(other, 'security', 'mutation($input: ImportMfaTokenInput!) { importMfaToken(input: $input) }', { input: { ...newHardware(), accountId: '100000000001' } });
  expect(errors[0]!.message).toContain('security.mfa.kinds');
});

test('one token is one device: unbound it goes back to its account, and only then may it be allotted to another', async () => {
  const { member, token } = await registerInvited();
  const device = await bindToken(member, token);
  const other = await register(client);
  const move = () => sendImportToken({ ...token, accountId: other.id });
  expect((await move()).errors[0]!.message).toContain('it is bound to another account');
  await stepUp(client, member, 'BIND_MFA');
  expect((await sendStartBinding(client, member.token, { kind: 'HARDWARE', serialNumber: token.serialNumber })).data.startMfaBinding.userErrors).toMatchObject([{ code: 'MFA_TOKEN_NOT_FOUND' }]);
  expect((await unbind(client, member.token, device.id, totp(token.secret, await toNextStep(client)))).security.mfaDevices).toEqual([]);
  await stepUp(client, member, 'BIND_MFA');
  const pending = await startBinding(client, member.token, { kind: 'HARDWARE', serialNumber: token.serialNumber });
  expect((await move()).errors).toEqual([]);
  expect((await confirmBinding(client, member.token, pending.bindingId, [totp(token.secret, await toNextStep(client))])).userErrors).toMatchObject([{ code: 'MFA_BINDING_NOT_FOUND' }]);
  await stepUp(client, other, 'BIND_MFA');
  await bindToken(other, token);
});

test('with an app and a token either code proves who is there, and a code of one does not unbind the other', async () => {
  const { member, token } = await registerInvited();
  const { secret, deviceId } = await bindMfa(client, member);
  await stepUpByMfa(client, member, totp(secret, await toNextStep(client)));
  const device = await bindToken(member, token);
  expect((await stepUpByMfa(client, member, totp(secret, await toNextStep(client)))).userErrors).toEqual([]);
  expect((await stepUpByMfa(client, member, totp(token.secret, await toNextStep(client)))).userErrors).toEqual([]);
  const now = await toNextStep(client);
  expect((await unbind(client, member.token, device.id, totp(secret, now))).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await unbind(client, member.token, deviceId, totp(secret, now))).security.mfaDevices).toMatchObject([{ id: device.id }]);
});

test('TX-SEC-026 unbinding one of two devices leaves MFA switched on', async () => {
  const { member, token } = await registerInvited();
  const { secret, deviceId } = await bindMfa(client, member);
  await stepUpByMfa(client, member, totp(secret, await toNextStep(client)));
  const { bindingId } = await startBinding(client, member.token, { kind: 'HARDWARE', serialNumber: token.serialNumber });
  const { userErrors } = await confirmBinding(client, member.token, bindingId, [totp(token.secret, await toNextStep(client))], ['LOGIN_PROTECTION']);
  expect(userErrors).toEqual([]);
  await stepUp(client, member, 'UNBIND_MFA');
  const first = await unbind(client, member.token, deviceId, totp(secret, await toNextStep(client)));
  expect(first.userErrors).toEqual([]);
  expect(first.security).toMatchObject({ mfaDevices: [{ kind: 'HARDWARE' }], loginProtection: { methods: ['MFA'] } });
  await stepUp(client, member, 'UNBIND_MFA');
  const second = await unbind(client, member.token, first.security.mfaDevices[0].id, totp(token.secret, await toNextStep(client)));
  expect(second.security).toMatchObject({ mfaDevices: [], loginProtection: { methods: [] } });
});

test('of a token that is allotted to twenty accounts at once one gets it, and no store holds its secret', async () => {
  const [token, members] = [newHardware(), await Promise.all([register(client), register(client)])];
  const imports = await Promise.all(Array.from({ length: 20 }, (_, index) => sendImportToken({ ...token, accountId: members[index % 2]!.id })));
  expect(tally(imports.map(({ errors }) => (errors.length === 0 ? 'taken' : 'refused'))).taken).toBeGreaterThan(0);
  const dump = await dumpStores(sharedGraph);
  expect(dump.filter(({ table, row }) => table === 'mfa_token' && row['serialNumber'] === token.serialNumber)).toHaveLength(1);
  expect(JSON.stringify(dump)).not.toContain(token.secret);
});

test('the operator’s command takes a file, says which lines it cannot take, and can be repeated', async () => {
  const [member, token] = [await register(client), newHardware()];
  const directory = mkdtempSync(join(tmpdir(), 'hufu-tokens-'));
  const file = join(directory, 'tokens.jsonl');
  const line = (more: Record<string, unknown> = {}): string => JSON.stringify({ ...newHardware(), accountId: member.id, ...more });
  writeFileSync(file, [line({ ...token, period: 30, digits: 6 }), '', line({ period: 60 }), line({ digits: 8 }), line({ secret: 'ABCDEFGH' }), line({ accountId: '999999999999' }), line({ ...token, secret: newHardware().secret }), 'no json'].join('\n'));
  const { INTERNAL_KEY } = JSON.parse(readFileSync(join(sharedGraph.dataDirectory, 'keys.json'), 'utf8')) as { INTERNAL_KEY: string };
  const run = (): Promise<{ exit: unknown; out: string; errors: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, [join(projectRoot, 'dist/scripts/import-tokens.js'), file], { env: { ...process.env, SECURITY_URL: sharedGraph.subgraphUrls.security, INTERNAL_KEY } }, (error, out, errors) =>
        resolve({ exit: error?.code ?? 0, out, errors }),
      );
    });
  for (const { exit, out, errors } of [await run(), await run()]) {
    expect({ exit, out }).toEqual({ exit: 1, out: '1 taken over, 6 refused\n' });
    expect(errors.trim().split('\n').map((problem) => problem.replace(/^.*jsonl:/, '').split(':').slice(0, 2).join(':'))).toEqual(['3: period', '4: digits', '5: secret', '6: accountId', '7: secret', '8: This is no JSON.']);
  }
  rmSync(directory, { recursive: true });
  await stepUp(client, member, 'BIND_MFA');
  await bindToken(member, token);
  const { id } = await openStepUp(client, member.token, 'UNBIND_MFA');
  expect((await answer(client, id, 'MFA', totp(token.secret, await toNextStep(client)), member)).userErrors).toEqual([]);
});
