import type { Viewer } from '../../shared/caller.ts';
import type { SecuritySettings } from './security-settings.entity.ts';

/** How an account is protected, as its holder sees it from one of the sessions. */
export interface SecurityView {
  settings: SecuritySettings;
  viewer: Viewer;
}
