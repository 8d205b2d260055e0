import type { Language } from '../../../shared/messages/language.ts';
import { addCode } from '../../../shared/notices/notices.ts';
import type { Address } from '../../codes/read-address.ts';
import type { Deps } from '../../deps.ts';
import type { LoginMethodKind } from '../../schema.generated.ts';
import { findResettable } from './find-resettable.ts';
import { codeMessage, linkMessage } from './reset-messages.ts';

export const sendResetJob = 'send-reset';

export interface SendReset {
  kind: LoginMethodKind;
  identityIndex: string;
  address: Address;
  /** The token of the link, or the code. */
  secret: string;
  language: Language;
}

/** Writes to who asked for a reset, if an account has the name; nobody else hears of it (ASVS 6.3.8). The link leads where the configuration says, whatever the request said (OWASP Forgot Password). */
export const sendReset =
  (deps: Deps) =>
  async ({ kind, identityIndex, address, secret, language }: SendReset): Promise<void> => {
    const { store, policy, jobs, consoleUrl } = deps;
    const { sends, lifetime } = policy.password.reset;
    const accounts = await findResettable(deps, store.read, { kind, identityIndex, phone: address.channel === 'SMS' ? address.to : null });
    if (accounts.length === 0) return;
    const message = sends === 'LINK' ? linkMessage[language](`${consoleUrl}/reset-password?token=${secret}`, lifetime) : codeMessage[language](secret, lifetime);
    await store.transaction(async (transaction) => void (await addCode(jobs, transaction, { ...address, ...message })));
  };
