/** Checks every policy in `policies/` against the shapes of all four subgraphs. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountModule } from '../subgraphs/account/module.ts';
import { deregistrationModule } from '../subgraphs/deregistration/module.ts';
import { securityModule } from '../subgraphs/security/module.ts';
import { loadPolicy } from '../subgraphs/shared/policy/load-policy.ts';
import { projectRoot } from '../subgraphs/shared/project-root.ts';
import { verificationModule } from '../subgraphs/verification/module.ts';

const problems = readdirSync(join(projectRoot, 'policies'))
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) =>
    [accountModule, securityModule, verificationModule, deregistrationModule].flatMap(({ name, policy }) => {
      try {
        loadPolicy(join(projectRoot, 'policies', file), name, policy as never);
        return [];
      } catch (error) {
        return [(error as Error).message];
      }
    }),
  );
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(1);
}
