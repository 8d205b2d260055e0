import type { Refusal } from '../../shared/result.ts';

/** HW-SEC-021: the holder opens the history before anything of it is shown. */
export const notOpen: Refusal = { code: 'ACTIVITY_NOT_OPEN', policy: 'security.activity.openedBy', limit: 'HOLDER' };
