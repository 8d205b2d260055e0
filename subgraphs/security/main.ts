import { runSubgraph } from '../shared/run-subgraph.ts';
import { securityModule } from './module.ts';

await runSubgraph(securityModule);
