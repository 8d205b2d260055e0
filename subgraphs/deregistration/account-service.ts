import type { ServiceClient } from '../shared/service-client.ts';

export const markAccountClosing = async (services: ServiceClient, accountId: string): Promise<void> => {
  await services.ask('account', 'mutation($accountId: ID!) { markAccountClosing(accountId: $accountId) }', { accountId });
};

export const eraseAccount = async (services: ServiceClient, accountId: string): Promise<void> => {
  await services.ask('account', 'mutation($accountId: ID!) { eraseAccount(accountId: $accountId) }', { accountId });
};
