import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createCallerSignature } from '../subgraphs/shared/caller.ts';

interface Import {
  /** As it is called, for the message about a wrong call. */
  command: string;
  /** The setting with the address of the subgraph that takes the lines. */
  urlSetting: string;
  /** A mutation with one `$input`, which a line is the JSON of. */
  document: string;
}

/** Sends a file to a subgraph line by line, as a service of the deployment. Ends the process: with 1 when a line was refused; the others are taken over. */
export const importLines = async ({ command, urlSetting, document }: Import): Promise<never> => {
  const [file] = process.argv.slice(2);
  const [url, key] = [process.env[urlSetting], process.env['INTERNAL_KEY']];
  if (!file || !url || !key) {
    process.stderr.write(`npm run ${command} -- FILE, with ${urlSetting} and INTERNAL_KEY set.\n`);
    process.exit(2);
  }
  const signature = createCallerSignature(key);

  const importOne = async (line: string): Promise<void> => {
    const signed = signature.sign({ from: 'gateway', viewer: null, hasEndedSession: false, language: 'en', device: null, address: null, requestId: randomUUID() });
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${signed}` },
      body: JSON.stringify({ query: document, variables: { input: JSON.parse(line) as unknown } }),
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
};
