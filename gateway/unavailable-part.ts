import { Kind, parse, type FragmentDefinitionNode, type GraphQLFormattedError, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

type Path = (string | number)[];

/** The names under which a selection set answers, with what is selected below each. */
const fieldsOf = (selectionSet: SelectionSetNode, typename: string | null, fragments: Map<string, FragmentDefinitionNode>): Map<string, SelectionSetNode | undefined> => {
  const fields = new Map<string, SelectionSetNode | undefined>();
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value !== '__typename') fields.set((selection.alias ?? selection.name).value, selection.selectionSet);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    const condition = fragment?.typeCondition?.name.value ?? typename;
    if (fragment && (typename === null || condition === typename)) {
      for (const [name, below] of fieldsOf(fragment.selectionSet, typename, fragments)) fields.set(name, below);
    }
  }
  return fields;
};

const pathsOf = (query: string, variables: Record<string, unknown>): Path[] => {
  const { definitions } = parse(query, { noLocation: true });
  const operation = definitions.find((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION);
  const fragments = new Map(definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION).map((each) => [each.name.value, each]));
  if (!operation) return [];
  return [...fieldsOf(operation.selectionSet, null, fragments)].flatMap(([name, below]): Path[] => {
    if (name !== '_entities' || !below) return [[name]];
    const entities = (variables['representations'] ?? []) as { __typename: string }[];
    return entities.flatMap((entity, index) => [...fieldsOf(below, entity.__typename, fragments).keys()].map((field) => [name, index, field]));
  });
};

/**
 * What stands in for the answer of a subgraph that gave none: an error at every field that was asked of it.
 * The gateway moves the paths from the subgraph's answer to their places in the public one.
 */
export const unavailablePart = (query: string, variables: Record<string, unknown> = {}): GraphQLFormattedError[] =>
  pathsOf(query, variables).map((path) => ({ message: partUnavailableMessage, path, extensions: { code: 'PART_UNAVAILABLE' } }));

export const partUnavailableMessage = 'This part cannot be reached at the moment. Try again.';
