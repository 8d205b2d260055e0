import { defaultFieldResolver, GraphQLError, type ConstDirectiveNode, type GraphQLField, type GraphQLSchema } from 'graphql';
import type { Viewer } from './caller.ts';
import type { RequestContext } from './request-context.ts';
import { forbidden } from './request-errors.ts';
import type { CheckMethod, SensitiveOperation, SessionDuty } from './schema.generated.ts';

/** The methods with which the viewer must prove who is there before the operation may go on; none when it may. */
export type AskForStepUp = (viewer: Viewer, operation: SensitiveOperation) => Promise<CheckMethod[]>;

const unauthenticated = (hasEndedSession: boolean): GraphQLError =>
  new GraphQLError(hasEndedSession ? 'The session has ended. Sign in again.' : 'Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });

/** For a viewer whose account was closed while the request was under way, which has ended every session. */
export const sessionEnded = (): GraphQLError => unauthenticated(true);

/** The viewer of a field that only a signed-in caller reaches. */
export const viewerOf = ({ caller }: RequestContext): Viewer => {
  if (!caller.viewer) throw unauthenticated(caller.hasEndedSession);
  return caller.viewer;
};

/** Throws UNAUTHENTICATED when a session was sent along that has ended; says nothing about who sends none. */
export const refuseEndedSession = ({ caller }: RequestContext): void => {
  if (caller.hasEndedSession) throw unauthenticated(true);
};

const sayDuty: Record<SessionDuty, string> = {
  ACTIVATE_ACCOUNT: 'Activate the account first: activateAccount.',
  CHANGE_PASSWORD: 'Choose a new password first: changePassword.',
};

/** Throws DUTY_FIRST when something has to be done with the session first, other than what is listed. */
const refuseOpenDuty = ({ duty }: Viewer, allowed: string[]): void => {
  if (duty && !allowed.includes(duty)) throw new GraphQLError(sayDuty[duty], { extensions: { code: 'DUTY_FIRST', duty } });
};

/**
 * True when the request comes from the holder of the account: what an entity route of an account checks, since anybody can name any account there.
 * Throws DUTY_FIRST while the holder's session has something else to do first: until then it reaches its account, and no other part of it.
 */
export const isHolder = ({ caller: { viewer } }: RequestContext, accountId: string): boolean => {
  if (viewer?.accountId !== accountId) return false;
  refuseOpenDuty(viewer, []);
  return true;
};

type Guard = (context: RequestContext) => Promise<void> | void;

const isProduct = ({ caller }: RequestContext): boolean => caller.from.startsWith('product:');

/** The product that asks, at a field that only products reach. */
export const productOf = (context: RequestContext): string => {
  if (!isProduct(context)) throw forbidden('Only a product may call this.');
  return context.caller.from.slice('product:'.length);
};

/** `duties` are those of which a session may have one to do and still reach the field. */
const guards: Record<string, (context: RequestContext, duties: string[]) => void> = {
  anyone: ({ caller }) => {
    if (caller.from !== 'client') throw forbidden('Only a client may call this.');
  },
  signedIn: (context, duties) => refuseOpenDuty(viewerOf(context), duties),
  service: (context) => {
    if (context.caller.from === 'client' || isProduct(context)) throw forbidden('Only a service may call this.');
  },
  product: (context) => void productOf(context),
};

/** Throws STEP_UP_REQUIRED until the viewer has proved who is there. What `@sensitive` does, for an operation that is sensitive with some inputs only. */
export type DemandStepUp = (viewer: Viewer, operation: SensitiveOperation) => Promise<void>;

export const demandStepUp =
  (askForStepUp: AskForStepUp): DemandStepUp =>
  async (viewer, operation) => {
    const methods = await askForStepUp(viewer, operation);
    if (methods.length === 0) return;
    throw new GraphQLError('Prove who you are first: startChallenge, answerChallenge, then send this again.', {
      extensions: { code: 'STEP_UP_REQUIRED', operation, methods },
    });
  };

const stepUpGuard = (operation: SensitiveOperation, demand: DemandStepUp): Guard => (context) => demand(viewerOf(context), operation);

const dutiesOf = ({ arguments: given }: ConstDirectiveNode): string[] => {
  const duties = given?.find(({ name }) => name.value === 'duties')?.value;
  return duties?.kind === 'ListValue' ? duties.values.flatMap((value) => (value.kind === 'EnumValue' ? [value.value] : [])) : [];
};

const guardsOf = (field: GraphQLField<unknown, RequestContext>, demand: DemandStepUp): Guard[] => {
  const directives = field.astNode?.directives ?? [];
  const access = directives
    .filter(({ name }) => name.value in guards)
    .map((directive): Guard => {
      const [guard, duties] = [guards[directive.name.value]!, dutiesOf(directive)];
      return (context) => guard(context, duties);
    });
  if (access.length !== 1) throw new Error(`${field.name} must carry exactly one of @${Object.keys(guards).join(', @')}.`);
  const sensitive = directives.find(({ name }) => name.value === 'sensitive')?.arguments?.[0]?.value;
  return sensitive?.kind === 'EnumValue' ? [...access, stepUpGuard(sensitive.value as SensitiveOperation, demand)] : access;
};

/** The routes by which the gateway reads the schema and any entity: not for products, which reach the fields for them alone. */
const routeGuard: Guard = (context) => {
  if (isProduct(context)) throw forbidden('Only a service may call this.');
};

/** Puts in front of every root field what its directives demand. This is the one place where they are enforced; throws when a field carries none. */
export const enforceAccess = (schema: GraphQLSchema, askForStepUp: AskForStepUp): void => {
  const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) => Object.values(type?.getFields() ?? {}));
  for (const field of fields) {
    const demanded = field.name.startsWith('_') ? [routeGuard] : guardsOf(field, demandStepUp(askForStepUp));
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = async (source, input, context: RequestContext, info) => {
      for (const guard of demanded) await guard(context);
      return resolve(source, input, context, info);
    };
  }
};
