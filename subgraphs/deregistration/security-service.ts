import type { ServiceClient } from '../shared/service-client.ts';

export const endAccountSessions = async (services: ServiceClient, accountId: string): Promise<void> => {
  await services.ask('security', 'mutation($accountId: ID!) { endAccountSessions(accountId: $accountId, keepSessionId: null) }', { accountId });
};

/** Erases what security holds; that is also what tells the holder, on the security phone and e-mail, that the account is closed (TX-DER-037). */
export const eraseSecurity = async (services: ServiceClient, accountId: string): Promise<void> => {
  await services.ask('security', 'mutation($accountId: ID!) { eraseSecurity(accountId: $accountId) }', { accountId });
};
