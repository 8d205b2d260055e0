import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isCollection, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Scalar } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../project-root.ts';
import { sayWhatIsAllowed } from './policy-problem.ts';

/** The parts of a policy file; each subgraph reads its own and checks that nothing else stands beside them. */
export const policySections = ['account', 'security', 'verification', 'deregistration'] as const;
export type PolicySection = (typeof policySections)[number];

interface Source {
  file: string;
  document: Document;
  lines: LineCounter;
  /** What stands in files of its own: `key: !file ./PATH`. */
  parts: { path: string[]; source: Source }[];
}

type Tree = Record<string, unknown>;

/** A policy that cannot be used. The message names file, line, key and what is allowed, one problem a line. */
export class PolicyError extends Error {}

const say = (source: Source, offset: number | undefined, problem: string): string =>
  `${relative(process.cwd(), source.file)}:${source.lines.linePos(offset ?? 0).line || 1}: ${problem}`;

const partTag = { tag: '!file', resolve: (path: string) => path };

const parse = (file: string, text: string, customTags: (typeof partTag)[]): Source => {
  const lines = new LineCounter();
  const source: Source = { file, document: parseDocument(text, { lineCounter: lines, customTags }), lines, parts: [] };
  const problem = [...source.document.errors, ...source.document.warnings][0];
  if (problem) throw new PolicyError(say(source, problem.pos[0], problem.message.split('\n')[0]!));
  return source;
};

const readPart = (from: Source, { value, range }: Scalar): Source => {
  const file = resolve(dirname(from.file), String(value));
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new PolicyError(say(from, range?.[0], `there is no file ${value}.`));
  }
  const source = parse(file, text, []);
  if (!isCollection(source.document.contents)) throw new PolicyError(say(source, 0, 'allowed is a list or a map of keys.'));
  return source;
};

const readParts = (source: Source): Source['parts'] => {
  const parts: Source['parts'] = [];
  visit(source.document, {
    Scalar: (key, node, ancestors) => {
      if (node.tag !== partTag.tag || key === 'key') return;
      if (ancestors.some(isSeq)) throw new PolicyError(say(source, node.range?.[0], 'a file stands for the value of a key, not for an entry of a list.'));
      parts.push({ path: ancestors.filter(isPair).map((pair) => String((pair.key as Scalar).value)), source: readPart(source, node) });
    },
  });
  return parts;
};

const readSource = (file: string): Source => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new PolicyError(`${file}: there is no such policy. POLICY is the name of a file in policies/ without .yaml, or a path.`);
  }
  const source = parse(file, text, [partTag]);
  if (!isMap(source.document.contents)) throw new PolicyError(say(source, 0, 'a policy is a map of keys.'));
  return { ...source, parts: readParts(source) };
};

/** The file and what it extends, the most particular first. */
const readChain = (file: string, seen: string[] = []): Source[] => {
  if (seen.includes(file)) throw new PolicyError(`${[...seen, file].join(' extends ')}: a policy cannot extend itself.`);
  const source = readSource(file);
  const parent = source.document.get('extends');
  if (parent === undefined) return [source];
  if (typeof parent !== 'string') throw new PolicyError(say(source, 0, 'extends: allowed is the path of a policy file.'));
  return [source, ...readChain(resolve(dirname(file), parent), [...seen, file])];
};

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Maps are merged key by key; a list or a value of the more particular policy replaces the other whole. */
const merge = (general: unknown, particular: unknown): unknown => {
  if (!isTree(general) || !isTree(particular)) return particular === undefined ? general : particular;
  return Object.fromEntries(
    [...new Set([...Object.keys(general), ...Object.keys(particular)])].map((key) => [key, merge(general[key], particular[key])]),
  );
};

/** The keys and values of a file, those of the files that it names put in their places. */
const treeOf = ({ document, parts }: Source): Tree => {
  const tree = document.toJS() as Tree;
  for (const { path, source } of parts) {
    const holder = path.slice(0, -1).reduce<Tree>((within, key) => within[key] as Tree, tree);
    holder[path.at(-1)!] = source.document.toJS() as unknown;
  }
  return tree;
};

const offsetOf = (document: Document, path: PropertyKey[]): number | undefined => {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  // Of a map's entry the key is shown, since its value may begin on a later line.
  const node = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === last)?.key : document.getIn(path, true);
  return (node as { range?: [number, number, number] } | undefined)?.range?.[0];
};

/** Where a key stands: in the most particular file that has it, or else where its nearest parent stands. */
const locate = (chain: Source[], path: PropertyKey[]): { source: Source; offset: number | undefined } => {
  for (let length = path.length; length > 0; length -= 1) {
    for (const whole of chain) {
      const part = whole.parts.find((each) => each.path.length < length && each.path.every((key, index) => key === path[index]));
      const source = part?.source ?? whole;
      const offset = offsetOf(source.document, path.slice(part?.path.length ?? 0, length));
      if (offset !== undefined) return { source, offset };
    }
  }
  return { source: chain[0]!, offset: 0 };
};

const policyFile = (policy: string): string =>
  /[/\\.]/.test(policy) ? (isAbsolute(policy) ? policy : resolve(policy)) : join(projectRoot, 'policies', `${policy}.yaml`);

export interface Policy<T> {
  /** The name that the file gives itself. */
  name: string;
  value: T;
}

/** Reads one section of a policy (a name in `policies/`, or a path). Refuses with a PolicyError an unknown, missing or impossible key anywhere in the section, and an unknown section. */
export const loadPolicy = <T>(policy: string, section: PolicySection, shape: z.ZodType<T>): Policy<T> => {
  const chain = readChain(policyFile(policy));
  const whole = chain.map(treeOf).reduceRight<unknown>((general, particular) => merge(general, particular), {});
  const others = Object.fromEntries(policySections.filter((name) => name !== section).map((name) => [name, z.unknown().optional()]));
  const parsed = z
    .strictObject({ name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), extends: z.string().optional(), ...others, [section]: shape })
    .safeParse(whole);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) =>
      sayWhatIsAllowed(issue).map(({ path, allowed }) => {
        const { source, offset } = locate(chain, path);
        return say(source, offset, `${path.join('.')}: ${allowed}`);
      }),
    );
    throw new PolicyError(problems.join('\n'));
  }
  const value = parsed.data as unknown as { name: string } & Record<PolicySection, T>;
  return { name: value.name, value: value[section] };
};
