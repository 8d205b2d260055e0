import type { AskForStepUp } from './access.ts';
import type { Log } from './log.ts';
import { partUnavailable } from './request-errors.ts';
import type { CheckMethod } from './schema.generated.ts';
import type { ServiceClient } from './service-client.ts';

const document = `query($accountId: ID!, $sessionId: ID!, $operation: SensitiveOperation!) {
  stepUpMethods(accountId: $accountId, sessionId: $sessionId, operation: $operation)
}`;

/** How the subgraphs beside security learn what a session must still prove. While security does not answer nothing sensitive goes on: PART_UNAVAILABLE is thrown. */
export const askSecurityForStepUp =
  (services: ServiceClient, log: Log): AskForStepUp =>
  async ({ accountId, sessionId }, operation) => {
    const answer = await services.ask<{ stepUpMethods: CheckMethod[] }>('security', document, { accountId, sessionId, operation }).catch((error: unknown) => {
      log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'security did not say whether a proof is needed');
      throw partUnavailable('Whether you have to prove who you are cannot be told at the moment. Try again.');
    });
    return answer.stepUpMethods;
  };
