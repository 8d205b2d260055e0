import { runSubgraph } from '../shared/run-subgraph.ts';
import { verificationModule } from './module.ts';

await runSubgraph(verificationModule);
