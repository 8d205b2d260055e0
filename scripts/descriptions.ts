import { isSpecifiedScalarType, Kind, visit, type DocumentNode, type GraphQLSchema, type StringValueNode } from 'graphql';

const wordsOf = (value: string): StringValueNode => ({ kind: Kind.STRING, value });

/**
 * Describes what every mutation has, so that the SDL need not: `input: XInput` and `XPayload` of the mutation `x`.
 * What the mutation does, and what each field means, is said where it stands.
 */
export const describeMutations = (document: DocumentNode): DocumentNode => {
  const ownerOf = (type: string, ending: string): string | null => (type.endsWith(ending) ? type[0]!.toLowerCase() + type.slice(1, -ending.length) : null);
  const mutations = new Set<string>();
  for (const part of document.definitions) {
    if (part.kind === Kind.OBJECT_TYPE_EXTENSION && part.name.value === 'Mutation') part.fields?.forEach(({ name }) => mutations.add(name.value));
  }
  const describe = <Node extends { description?: StringValueNode; name: { value: string } }>(node: Node, ending: string, words: string): Node | undefined => {
    const owner = ownerOf(node.name.value, ending);
    return node.description || owner === null || !mutations.has(owner) ? undefined : { ...node, description: wordsOf(`${words} \`${owner}\`.`) };
  };
  return visit(document, {
    ObjectTypeDefinition: (type) => describe(type, 'Payload', 'The answer to'),
    InputObjectTypeDefinition: { leave: (type) => describe(type, 'Input', 'What is sent to') },
    FieldDefinition: (field) =>
      mutations.has(field.name.value)
        ? { ...field, arguments: field.arguments?.map((argument) => (argument.description || argument.name.value !== 'input' ? argument : { ...argument, description: wordsOf('What is sent.') })) }
        : undefined,
  });
};

interface Element {
  name: string;
  description?: string | null | undefined;
  args?: readonly Element[];
}

/** Everything in the public schema that says nothing of itself, but for the two roots. */
export const undescribed = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
    .flatMap((type) => {
      const parts: Element[] = 'getFields' in type ? Object.values(type.getFields()) : 'getValues' in type ? [...type.getValues()] : [];
      return [
        ...(['Query', 'Mutation'].includes(type.name) ? [] : [{ at: type.name, description: type.description }]),
        ...parts.map(({ name, description }) => ({ at: `${type.name}.${name}`, description })),
        ...parts.flatMap((field) => (field.args ?? []).map(({ name, description }) => ({ at: `${type.name}.${field.name}(${name})`, description }))),
      ];
    })
    .filter(({ description }) => !description?.trim())
    .map(({ at }) => at);
