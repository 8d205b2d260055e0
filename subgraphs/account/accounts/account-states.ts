import type { AccountStatus } from '../schema.generated.ts';

/** What can happen to an account as a whole. */
export type AccountEvent = 'activate' | 'close' | 'erase';

/** Which status follows on which event; what is not listed is refused. */
export const transitions: Record<AccountStatus, Partial<Record<AccountEvent, AccountStatus>>> = {
  PENDING_ACTIVATION: { activate: 'ACTIVE', close: 'CLOSING' },
  ACTIVE: { close: 'CLOSING' },
  RESTRICTED: { close: 'CLOSING' },
  FROZEN: {},
  CLOSING: { erase: 'DEREGISTERED' },
  CLOSED: {},
  DEREGISTERED: {},
};

/** Whether a right password or code opens a session, and whether a session that is open still shows the account. */
const standing: Record<AccountStatus, { maySignIn: boolean; isOpen: boolean }> = {
  PENDING_ACTIVATION: { maySignIn: true, isOpen: true },
  ACTIVE: { maySignIn: true, isOpen: true },
  RESTRICTED: { maySignIn: true, isOpen: true },
  FROZEN: { maySignIn: false, isOpen: true },
  CLOSING: { maySignIn: false, isOpen: false },
  CLOSED: { maySignIn: false, isOpen: false },
  DEREGISTERED: { maySignIn: false, isOpen: false },
};

export const maySignIn = (status: AccountStatus): boolean => standing[status].maySignIn;
export const isOpen = (status: AccountStatus): boolean => standing[status].isOpen;
export const openStatuses = (Object.keys(standing) as AccountStatus[]).filter(isOpen);

/** Every step that the event can be: from which status to which. */
export const stepsOf = (event: AccountEvent): { from: AccountStatus; to: AccountStatus }[] =>
  (Object.keys(transitions) as AccountStatus[]).flatMap((from) => {
    const to = transitions[from][event];
    return to ? [{ from, to }] : [];
  });
