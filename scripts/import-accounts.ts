/**
 * Takes accounts over from elsewhere: `npm run import -- FILE`, one ImportAccountInput as JSON a line. An account that is there already stays as it is, so a run that was cut off is repeated.
 * Needs ACCOUNT_URL and INTERNAL_KEY, as the services have them. Ends with 1 when a line was refused; the others are taken over.
 */
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createCallerSignature } from '../subgraphs/shared/caller.ts';

const [file] = process.argv.slice(2);
const { ACCOUNT_URL: url, INTERNAL_KEY: key } = process.env;
if (!file || !url || !key) {
  process.stderr.write('npm run import -- FILE, with ACCOUNT_URL and INTERNAL_KEY set.\n');
  process.exit(2);
}
const signature = createCallerSignature(key);

const importOne = async (line: string): Promise<void> => {
  const signed = signature.sign({ from: 'gateway', viewer: null, hasEndedSession: false, language: 'en', device: null, address: null, requestId: randomUUID() });
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${signed}` },
    body: JSON.stringify({ query: 'mutation($input: ImportAccountInput!) { importAccount(input: $input) }', variables: { input: JSON.parse(line) as unknown } }),
  });
  const { errors } = (await response.json()) as { errors?: { message: string }[] };
  if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
};

let [taken, refused, lineNumber] = [0, 0, 0];
const source = await open(file);
for await (const line of source.readLines()) {
  lineNumber += 1;
  if (line.trim() === '') continue;
  try {
    await importOne(line);
    taken += 1;
  } catch (error) {
    refused += 1;
    // What is no JSON is personal data all the same, and is not repeated.
    process.stderr.write(`${file}:${lineNumber}: ${error instanceof SyntaxError ? 'This is no JSON.' : (error as Error).message}\n`);
  }
}
process.stdout.write(`${taken} taken over, ${refused} refused\n`);
process.exit(refused > 0 ? 1 : 0);
