/**
 * Verifies the history of every account: `npm run verify-activity`, with DATA_KEYS and SECURITY_DATABASE_URL as the security subgraph has them;
 * without DATA_KEYS, that of the development system in DATA_DIRECTORY or `.data/`.
 * It reads only, and the system may go on meanwhile. Ends with 1 when something is broken, naming each account and its first broken entry.
 */
import { existsSync, readFileSync } from 'node:fs';
import { verifyAccounts } from '../subgraphs/security/activity/verify-accounts.ts';
import { securityModule } from '../subgraphs/security/module.ts';
import { databaseUrlOf } from '../subgraphs/shared/config.ts';
import { projectRoot } from '../subgraphs/shared/project-root.ts';
import { baseEntities } from '../subgraphs/shared/run-subgraph.ts';
import { openStore } from '../subgraphs/shared/store/open-store.ts';
import { createVault } from '../subgraphs/shared/vault.ts';

const developmentKeys = `${process.env['DATA_DIRECTORY'] ?? `${projectRoot}/.data`}/keys.json`;
const keys = process.env['DATA_KEYS'] ?? (existsSync(developmentKeys) ? (JSON.parse(readFileSync(developmentKeys, 'utf8')) as Record<string, string>)['SECURITY_DATA_KEYS'] : undefined);
if (!keys) {
  process.stderr.write('npm run verify-activity, with DATA_KEYS and SECURITY_DATABASE_URL set.\n');
  process.exit(2);
}
const store = await openStore(databaseUrlOf('security'), [...securityModule.entities, ...baseEntities], securityModule.migrations, { migrate: false });
const { accounts, entries, broken } = await verifyAccounts(createVault(keys), store.read, ({ accountId, sequence }) =>
  process.stdout.write(`account ${accountId}: entry ${sequence} is missing or not as it was written\n`),
);
await store.close();
process.stdout.write(`${accounts} accounts, ${entries} entries verified, ${broken} accounts broken\n`);
process.exit(broken > 0 ? 1 : 0);
