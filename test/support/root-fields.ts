import { parse, type ObjectTypeExtensionNode } from 'graphql';
import { readSubgraphSdl, subgraphNames, type SubgraphName } from '../../subgraphs/shared/sdl.ts';

/** A field at the root of a subgraph, and who may call it, as its SDL says. */
export interface RootAccess {
  subgraph: SubgraphName;
  name: string;
  operation: 'query' | 'mutation';
  access: 'anyone' | 'signedIn' | 'service' | 'product';
  /** Of which a session may have one to do and still call it. */
  duties: string[];
  isSensitive: boolean;
  /** What it asks a proof for, where it always names that. */
  sensitive: string | null;
}

/** All root fields of all subgraphs. */
export const rootAccess: RootAccess[] = subgraphNames.flatMap((subgraph) =>
  parse(readSubgraphSdl(subgraph))
    .definitions.filter((definition): definition is ObjectTypeExtensionNode => definition.kind === 'ObjectTypeExtension' && ['Query', 'Mutation'].includes(definition.name.value))
    .flatMap((type) =>
      (type.fields ?? []).map(({ name, directives = [] }) => {
        const access = directives.find((directive) => ['anyone', 'signedIn', 'service', 'product'].includes(directive.name.value))!;
        const duties = access.arguments?.find((argument) => argument.name.value === 'duties')?.value;
        const sensitive = directives.find((directive) => directive.name.value === 'sensitive')?.arguments?.[0]?.value;
        return {
          subgraph,
          name: name.value,
          operation: type.name.value === 'Query' ? 'query' : 'mutation',
          access: access.name.value as RootAccess['access'],
          duties: duties?.kind === 'ListValue' ? duties.values.flatMap((value) => (value.kind === 'EnumValue' ? [value.value] : [])) : [],
          isSensitive: sensitive !== undefined,
          sensitive: sensitive?.kind === 'EnumValue' ? sensitive.value : null,
        };
      }),
    ),
);

export const accessOf = (name: string): RootAccess => rootAccess.find((field) => field.name === name)!;
