/** What resolvers of this subgraph pass on for a type of the SDL, where it is not the type itself. */
export const mappers: Record<string, string> = {
  Deregistration: './closure/closure-view.ts#ClosureView',
};
