/**
 * Takes accounts over from elsewhere: `npm run import -- FILE`, one ImportAccountInput as JSON a line. An account that is there already stays as it is, so a run that was cut off is repeated.
 * Needs ACCOUNT_URL and INTERNAL_KEY, as the services have them.
 */
import { importLines } from './import-lines.ts';

await importLines({ command: 'import', urlSetting: 'ACCOUNT_URL', document: 'mutation($input: ImportAccountInput!) { importAccount(input: $input) }' });
