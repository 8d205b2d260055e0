import type { Vault } from '../../shared/vault.ts';

const mostItems = 20;

/** How a check's findings are kept: the number, and the first names, sealed. */
export const toFinding = (things: readonly string[], vault: Vault): { found: number; items: string | null } => ({
  found: things.length,
  items: things.length === 0 ? null : vault.seal(JSON.stringify(things.slice(0, mostItems))),
});

export const readItems = (items: string | null, vault: Vault): string[] => (items === null ? [] : (JSON.parse(vault.open(items)) as string[]));
