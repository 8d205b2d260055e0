import { runSubgraph } from '../shared/run-subgraph.ts';
import { deregistrationModule } from './module.ts';

await runSubgraph(deregistrationModule);
