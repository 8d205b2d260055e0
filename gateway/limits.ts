import { GraphQLError, Kind, type FragmentDefinitionNode, type OperationDefinitionNode, type SelectionSetNode, type ValidationContext, type ValidationRule } from 'graphql';

/** How large a document may be. An honest one is far below; each number is where a hostile one begins to cost. */
export const limits = {
  tokens: 1000,
  /** Selections after all fragments are put in. A document of so many tokens has no more without repeating fragments. */
  selections: 1000,
  depth: 12,
  aliases: 30,
  /** Fields at the root of a mutation: so one request is one guess at a password or a code. */
  mutations: 1,
  errorsInAnswer: 5,
};

interface Size {
  depth: number;
  aliases: number;
  /** Fields on the top level of the selection. */
  fields: number;
}

const nothing: Size = { depth: 0, aliases: 0, fields: 0 };

const together = (sizes: Size[]): Size => ({
  depth: Math.max(0, ...sizes.map(({ depth }) => depth)),
  aliases: sizes.reduce((sum, { aliases }) => sum + aliases, 0),
  fields: sizes.reduce((sum, { fields }) => sum + fields, 0),
});

/** Introspection is deep by nature and has a limit of its own in the specified rules. */
const isIntrospection = (name: string): boolean => name === '__schema' || name === '__type';

/** Measures with all fragments put in; each fragment is measured once, however often it is spread. */
const createMeasure = (context: ValidationContext) => {
  const known = new Map<string, Size>();

  const ofFragment = (name: string): Size => {
    const size = known.get(name);
    if (size) return size;
    // A fragment that contains itself ends here; another rule refuses it.
    known.set(name, nothing);
    const fragment: FragmentDefinitionNode | null | undefined = context.getFragment(name);
    const measured = fragment ? ofSelection(fragment.selectionSet) : nothing;
    known.set(name, measured);
    return measured;
  };

  const ofSelection = ({ selections }: SelectionSetNode): Size =>
    together(
      selections.map((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
        if (selection.kind === Kind.INLINE_FRAGMENT) return ofSelection(selection.selectionSet);
        const below = selection.selectionSet && !isIntrospection(selection.name.value) ? ofSelection(selection.selectionSet) : nothing;
        const isMeta = selection.name.value === '__typename';
        return { depth: below.depth + 1, aliases: below.aliases + (selection.alias ? 1 : 0), fields: isMeta ? 0 : 1 };
      }),
    );

  return ofSelection;
};

const whyTooLarge = (operation: OperationDefinitionNode, { depth, aliases, fields }: Size): string[] => [
  ...(depth > limits.depth ? [`An operation is at most ${limits.depth} fields deep; this one has ${depth}.`] : []),
  ...(aliases > limits.aliases ? [`An operation has at most ${limits.aliases} aliases; this one has ${aliases}.`] : []),
  ...(operation.operation === 'mutation' && fields > limits.mutations ? [`A request carries out one mutation; this one has ${fields}.`] : []),
];

/** Refuses an operation that is larger than the limits, before anything is planned or executed. */
export const withinLimits: ValidationRule = (context) => {
  const measure = createMeasure(context);
  return {
    OperationDefinition: (operation) => {
      for (const reason of whyTooLarge(operation, measure(operation.selectionSet))) context.reportError(new GraphQLError(reason, { nodes: operation }));
      return undefined;
    },
  };
};
