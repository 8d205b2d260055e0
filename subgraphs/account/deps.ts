import { demandStepUp, type DemandStepUp } from '../shared/access.ts';
import { askSecurityForStepUp } from '../shared/ask-for-step-up.ts';
import { createCodes, type Codes } from '../shared/codes.ts';
import { createConcurrencyLimit, type ConcurrencyLimit } from '../shared/concurrency-limit.ts';
import type { SubgraphConfig } from '../shared/config.ts';
import { second } from '../shared/duration.ts';
import type { NoticeChannel } from '../shared/notices/notices.ts';
import type { Base } from '../shared/run-subgraph.ts';
import { createCaptcha, type Captcha } from './captcha/captcha.ts';
import { createFaceService, type FaceService } from './face/face-service.ts';
import { createPasswordHashing, hashesAtOnce, type PasswordHashing } from './password/hash-password.ts';
import { createKnownPasswords, type KnownPasswords } from './password/known-passwords.ts';
import type { AccountPolicy } from './policy.ts';
import { thirdPartiesOffered } from './scans/scan-rules.ts';
import { readScanSettings, type ScanSettings } from './scans/scan-settings.ts';
import { createScans, type Scans } from './scans/scans.ts';
import { createSecurityService, type SecurityService } from './security-service.ts';
import { createPasswordGuesses, type PasswordGuesses } from './sign-in/password-guesses.ts';
import { createThirdParties, type ThirdParties } from './third-party/third-parties.ts';

type Shared = Pick<Base<AccountPolicy>, 'store' | 'clock' | 'vault' | 'log' | 'jobs' | 'audit' | 'idempotency'>;
/** What the parts are made of besides. */
type Outside = Pick<Base<AccountPolicy>, 'services'> & { config: ScanSettings & Pick<SubgraphConfig, 'consoleUrl' | 'knownPasswordsFile' | 'identityProviders' | 'captcha' | 'faceSignIn' | 'wechatMessagesUrl'> };

/** While half of them are hashed, the others are at the store. As many wait as a small machine serves in half a second. */
const signInsAtOnce = 2 * hashesAtOnce;
const signInBounds = { atOnce: signInsAtOnce, mostWaiting: 25 * signInsAtOnce, longestWait: second };

/** What the use cases of this subgraph work with. */
export interface Deps extends Shared {
  policy: AccountPolicy;
  codes: Codes;
  hashing: PasswordHashing;
  /** Where those stand in line who sign in by a password or a code, before anything is counted or read. */
  signIns: ConcurrencyLimit;
  knownPasswords: KnownPasswords;
  guesses: PasswordGuesses;
  scans: Scans;
  scanSettings: ScanSettings;
  thirdParties: ThirdParties;
  security: SecurityService;
  demandStepUp: DemandStepUp;
  /** The pages that links in messages lead to. */
  consoleUrl: string;
  /** By what notices can be sent here. */
  noticeChannels: NoticeChannel[];
  captcha: Captcha;
  faces: FaceService;
}

export const createDeps = (base: Shared & Outside, policy: AccountPolicy): Deps => {
  const thirdParties = createThirdParties(thirdPartiesOffered(policy.signIn), base.config.identityProviders, base.log);
  const captcha = createCaptcha(base.config.captcha, policy, base.log);
  const signIns = createConcurrencyLimit(signInBounds);
  return {
    ...base,
    policy,
    codes: createCodes(base, policy.codes, 'account.codes'),
    hashing: createPasswordHashing(policy.password.hash),
    signIns,
    knownPasswords: createKnownPasswords(base.config.knownPasswordsFile),
    guesses: createPasswordGuesses({ ...base, captcha, signIns }, policy.lockout),
    scans: createScans(base, thirdParties, policy.signIn),
    scanSettings: readScanSettings(policy, base.config),
    thirdParties,
    security: createSecurityService(base.services, base.log),
    demandStepUp: demandStepUp(askSecurityForStepUp(base.services, base.log)),
    consoleUrl: base.config.consoleUrl,
    noticeChannels: ['EMAIL', 'SMS', ...(base.config.wechatMessagesUrl === null ? [] : ['WECHAT' as const])],
    captcha,
    faces: createFaceService(base.config.faceSignIn, policy, base.log),
  };
};
