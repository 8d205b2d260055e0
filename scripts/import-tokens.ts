/**
 * Allots hardware tokens to accounts, which are thereby invited to bind them: `npm run import-tokens -- FILE`, one ImportMfaTokenInput as JSON a line
 * (serialNumber, secret in Base32, accountId; period and digits are compared with the policy). A token that is there already stays as it is, so a run that was cut off is repeated.
 * Needs SECURITY_URL and INTERNAL_KEY, as the services have them.
 */
import { importLines } from './import-lines.ts';

await importLines({ command: 'import-tokens', urlSetting: 'SECURITY_URL', document: 'mutation($input: ImportMfaTokenInput!) { importMfaToken(input: $input) }' });
