import type { AskForStepUp } from './access.ts';
import type { CheckMethod } from './schema.generated.ts';
import type { ServiceClient } from './service-client.ts';

const document = `query($accountId: ID!, $sessionId: ID!, $operation: SensitiveOperation!) {
  stepUpMethods(accountId: $accountId, sessionId: $sessionId, operation: $operation)
}`;

/** How the subgraphs beside security learn what a session must still prove. While security does not answer nothing sensitive goes on: the question throws. */
export const askSecurityForStepUp =
  (services: ServiceClient): AskForStepUp =>
  async ({ accountId, sessionId }, operation) => {
    const { stepUpMethods } = await services.ask<{ stepUpMethods: CheckMethod[] }>('security', document, { accountId, sessionId, operation });
    return stepUpMethods;
  };
