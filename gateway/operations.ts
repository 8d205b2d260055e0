import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaDirectory } from '../subgraphs/shared/sdl.ts';

/** An operation that is ready to run, from `schema/operations/NAME.graphql`. */
export interface Operation {
  name: string;
  /** What it does: its first comment line. */
  description: string;
  document: string;
  operationName: string;
  /** Values to try it with: its comment line `# variables: {…}`. */
  variables: Record<string, unknown>;
}

/** In the order of an account's life; what is not named here follows. */
const lifeOrder = [
  'me', 'policy', 'protected-operations', 'send-code', 'phone-registration', 'register-account', 'sign-in', 'choose-account', 'start-scan', 'scan', 'confirm-scan', 'activate-account',
  'start-challenge', 'send-challenge-code', 'answer-challenge',
  'start-mfa-binding', 'confirm-mfa-binding', 'start-mfa-binding-in-check', 'confirm-mfa-binding-in-check', 'generate-recovery-codes', 'unbind-mfa', 'start-passkey-binding', 'confirm-passkey-binding', 'start-passkey-answer', 'unbind-passkey', 'set-login-protection', 'set-operation-protection', 'set-remote-login-protection', 'set-address-list', 'end-trusted-device', 'change-password', 'set-password-validity', 'request-password-reset', 'reset-password',
  'security', 'send-security-phone-code', 'change-security-phone', 'remove-security-phone', 'send-security-email-code', 'change-security-email',
  'login-methods', 'bind-login-method', 'change-login-method', 'unbind-login-method', 'link-identity',
  'sessions', 'end-session', 'end-other-sessions', 'set-session-lifetime', 'sign-out', 'sign-out-everywhere',
  'activity', 'open-activity', 'export-activity',
  'profile', 'update-profile', 'change-username', 'change-contact', 'confirm-contact', 'set-contact-remark',
  'notices', 'mark-notices-read', 'set-notice-preferences',
  'start-personal-verification', 'real-name',
  'start-deregistration', 'deregistration', 'recheck-deregistration', 'give-up-resource', 'restart-identity-check', 'confirm-deregistration', 'withdraw-deregistration',
];

const placeOf = (name: string): number => (lifeOrder.includes(name) ? lifeOrder.indexOf(name) : lifeOrder.length);

const readOperation = (folder: string, file: string): Operation => {
  const text = readFileSync(join(folder, file), 'utf8');
  const variables = /^# variables: (.*)$/m.exec(text);
  return {
    name: file.replace(/\.graphql$/, ''),
    description: /^# (.*)$/m.exec(text)?.[1] ?? '',
    document: variables ? text.replace(`${variables[0]}\n`, '') : text,
    operationName: /^(?:query|mutation) (\w+)/m.exec(text)?.[1] ?? '',
    variables: variables?.[1] ? (JSON.parse(variables[1]) as Record<string, unknown>) : {},
  };
};

/** The operations that come with the schema, the headline query first. */
export const readOperations = (): Operation[] => {
  const folder = join(schemaDirectory, 'operations');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => readOperation(folder, file))
    .sort((a, b) => placeOf(a.name) - placeOf(b.name) || a.name.localeCompare(b.name));
};
