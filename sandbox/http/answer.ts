interface Extra { headers?: Record<string, string> }

/** What an endpoint hands back. A refusal is an answer like any other; only faults are thrown. */
export type Answer = Extra & { status: number } & ({ json: unknown } | { html: string });

export const answer = (status: number, json: unknown): Answer => ({ status, json });

export const refuse = (status: number, error: string, path?: string): Answer =>
  ({ status, json: path ? { error, path } : { error } });
