import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const findRoot = (folder: string): string =>
  existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));

/** The folder that holds `schema/` and `policies/`; the same for the sources and for the compiled files in `dist/`. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)));
