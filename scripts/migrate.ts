/** Brings the tables of every subgraph up to date: `npm run migrate`, before a new version is started in production. */
import { accountModule } from '../subgraphs/account/module.ts';
import { deregistrationModule } from '../subgraphs/deregistration/module.ts';
import { securityModule } from '../subgraphs/security/module.ts';
import { databaseUrlOf } from '../subgraphs/shared/config.ts';
import { baseEntities } from '../subgraphs/shared/run-subgraph.ts';
import { openStore } from '../subgraphs/shared/store/open-store.ts';
import { verificationModule } from '../subgraphs/verification/module.ts';

for (const { name, entities, migrations } of [accountModule, securityModule, verificationModule, deregistrationModule]) {
  const store = await openStore(databaseUrlOf(name), [...entities, ...baseEntities], migrations);
  await store.close();
  process.stdout.write(`${name}: up to date\n`);
}
