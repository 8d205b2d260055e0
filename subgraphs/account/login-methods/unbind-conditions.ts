import type { Vault } from '../../shared/vault.ts';
import type { CheckMethod, LoginMethodKind, ProtectionUse, UnbindConditionKind } from '../schema.generated.ts';
import type { AccountSecurity } from '../security-service.ts';
import type { LoginMethod } from './login-method.entity.ts';

export interface UnbindCondition {
  kind: UnbindConditionKind;
  isMet: boolean;
  otherMethods: LoginMethod[];
  usedBy: ProtectionUse[];
}

export interface UnbindReport {
  id: string | null;
  isPassed: boolean;
  conditions: UnbindCondition[];
}

/** With what an identity of a kind is checked. Of what signs in by its provider only WeChat is a check method. */
const checkedBy: Partial<Record<LoginMethodKind, CheckMethod>> = { EMAIL: 'EMAIL', PHONE: 'SMS', WECHAT: 'WECHAT' };

/** The protections that check by the identity: an e-mail address only where it is the security e-mail too. An MFA device has a secret of its own, and hangs on no identity. */
export const usesOf = (vault: Vault, { kind, sealedIdentity }: LoginMethod, security: AccountSecurity): ProtectionUse[] => {
  const method = checkedBy[kind];
  if (!method || (method === 'EMAIL' && security.email !== vault.open(sealedIdentity))) return [];
  const uses: [ProtectionUse, CheckMethod[]][] = [
    ['LOGIN_PROTECTION', security.loginProtection],
    ['OPERATION_PROTECTION', security.operationProtection],
    ['REMOTE_LOGIN_PROTECTION', security.remoteLoginProtection],
  ];
  return uses.filter(([, methods]) => methods.includes(method)).map(([use]) => use);
};

/** The conditions for unbinding the registration method (TX-ACC-082, TX-ACC-084). */
export const reportOn = (vault: Vault, registered: LoginMethod, methods: LoginMethod[], security: AccountSecurity): UnbindReport => {
  const otherMethods = methods.filter(({ id }) => id !== registered.id);
  const usedBy = usesOf(vault, registered, security);
  const conditions: UnbindCondition[] = [
    { kind: 'OTHER_LOGIN_METHOD', isMet: otherMethods.length > 0, otherMethods, usedBy: [] },
    { kind: 'NO_CHECK_METHOD', isMet: usedBy.length === 0, otherMethods: [], usedBy },
    { kind: 'SECURITY_PHONE', isMet: security.hasPhone, otherMethods: [], usedBy: [] },
  ];
  return { id: null, isPassed: conditions.every(({ isMet }) => isMet), conditions };
};
