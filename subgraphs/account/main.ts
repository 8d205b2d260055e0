import { runSubgraph } from '../shared/run-subgraph.ts';
import { accountModule } from './module.ts';

await runSubgraph(accountModule);
