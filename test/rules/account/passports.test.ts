import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { createCheckedClient } from '../../support/checked-client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { activate, newUsername, signInAs } from '../../support/registering.ts';
import { bySms, signInWith } from '../../support/signing-in.ts';

/** What the account centre shows of the passport that a session was made with. */

describe.for(['huawei', 'baidu'])('%s', (preset) => {
  let graph: SharedGraph;
  let client: Client;
  beforeAll(async () => {
    graph = await graphOf(preset);
    client = createCheckedClient(graph);
  });

  const passportOf = async (token: string) => {
    const { data, errors } = await client.send('{ viewer { kind passport { origin name country registeredAt activatedAt } } }', {}, { token });
    expect(errors).toEqual([]);
    return data.viewer as { kind: string; passport: Record<string, unknown> | null };
  };

  test('HW-ACC-073 a session that was made with a passport shows it, before and after it is opened', async () => {
    const [username, phone, password] = [newUsername(), newPhone(), newPassword()];
    await importAccount(graph, { username, phone, password, registeredAt: '2020-02-03T04:05:06.000Z' });
    const shown = { origin: 'PASSPORT_SITE', name: username, country: 'CN', registeredAt: '2020-02-03T04:05:06.000Z' };
    for (const account of [username, phone]) {
      const { token } = await signInAs(client, { accountKind: 'PASSPORT', account, password });
      expect(await passportOf(token)).toEqual({ kind: 'PASSPORT', passport: { ...shown, activatedAt: null } });
    }
    const { token } = await signInAs(client, { accountKind: 'PASSPORT', account: phone, password });
    const { activatedAt } = (await activate(client, token)).tenant;
    expect(await passportOf(token)).toEqual({ kind: 'PASSPORT', passport: { ...shown, activatedAt } });
    // By whatever method it was made.
    const { session } = await signInWith(client, { ...(await bySms(client, phone)), accountKind: 'PASSPORT' });
    expect((await passportOf(session.token)).passport).toEqual({ ...shown, activatedAt });
  });

  test('HW-ACC-073 what stands for a name is masked where it is an address', async () => {
    const [email, phone, password] = [newEmail(), newPhone(), newPassword()];
    for (const [given, name] of [[{ email }, `${email[0]}***@example.com`], [{ phone }, `+86 ${phone.slice(3, 6)}****${phone.slice(-4)}`]] as const) {
      await importAccount(graph, { ...given, password });
      const { token } = await signInAs(client, { accountKind: 'PASSPORT', account: Object.values(given)[0], password });
      expect((await passportOf(token)).passport).toMatchObject({ name });
    }
  });

  test('HW-ACC-073 a session that was made with a cloud account shows none', async () => {
    const [username, password] = [newUsername(), newPassword()];
    await importAccount(graph, { kind: 'CLOUD', origin: 'OLDER_SYSTEM', registeredAt: '2023-01-01T00:00:00.000Z', username, phone: newPhone(), password });
    const { token } = await signInAs(client, { accountKind: 'CLOUD', account: username, password });
    expect(await passportOf(token)).toEqual({ kind: 'CLOUD', passport: null });
  });
});
