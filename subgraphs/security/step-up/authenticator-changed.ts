import type { AuditEntry } from '../../shared/audit.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { tellHolder, type HolderNotice } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { dropProofs } from '../sessions/session-store.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';

interface AuthenticatorChange extends Pick<AuditEntry, 'sessionId' | 'details'> {
  event: 'MFA_BOUND' | 'MFA_UNBOUND' | 'PASSKEY_BOUND' | 'PASSKEY_UNBOUND' | 'RECOVERY_CODES_GENERATED';
  notice: HolderNotice;
}

/**
 * What goes with every authenticator that comes or goes: it is written down, the holder is told, and no session of the account may use a proof that was given before it.
 * So a proof that somebody else got hold of ends there, and binds or unbinds one thing at most. The caller holds the settings.
 */
export const authenticatorChanged = async (deps: Pick<Deps, 'audit' | 'vault' | 'jobs'>, transaction: Transaction, settings: SecuritySettings, { notice, ...entry }: AuthenticatorChange): Promise<void> => {
  const { accountId } = settings;
  await dropProofs(transaction, accountId);
  await deps.audit.record(transaction, { accountId, ...entry });
  await tellHolder(deps, transaction, settings, notice);
};
