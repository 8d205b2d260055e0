import { bankEndpoints } from './bank/bank.endpoints.ts';
import { captchaEndpoints } from './captcha/captcha.endpoints.ts';
import { clockEndpoints } from './clock/clock.endpoints.ts';
import type { ClockMover } from './clock/clock-mover.ts';
import type { Clock } from './clock/clock.ts';
import { cloudEndpoints } from './cloud/cloud.endpoints.ts';
import { createFaceProvider } from './face/face-provider.ts';
import { faceEndpoints } from './face/face.endpoints.ts';
import { faceSignInEndpoints } from './face-sign-in/face-sign-in.endpoints.ts';
import { messageEndpoints } from './messages/message.endpoints.ts';
import type { MessageStore } from './messages/message-store.ts';
import { pageEndpoints } from './page/page.endpoints.ts';
import { enterpriseEndpoints } from './registry/enterprise.endpoints.ts';
import { createIdentityProvider } from './registry/identity-provider.ts';
import { peopleEndpoints } from './registry/people.endpoints.ts';
import { createPoliceRegister } from './registry/police-register.ts';
import { scanEndpoints } from './scan/scan.endpoints.ts';
import { createOfficialAccounts } from './official-account/official-account.ts';
import { createQq } from './qq/qq.ts';
import type { Store } from './store/open-store.ts';
import { authoriseEndpoints } from './third-party/authorise.endpoints.ts';
import { createPageVisits } from './third-party/page-visits.ts';
import { createWechat } from './wechat/wechat.ts';
import { createWecom } from './wecom/wecom.ts';
import { createWeibo } from './weibo/weibo.ts';

interface Deps {
  store: Store;
  clock: Clock;
  mover: ClockMover;
  messages: MessageStore;
  holdMs: number;
  /** Known only once the server listens. */
  publicUrl: () => string;
}

/** The outside world: every party and what can be asked of it. */
export const createWorld = ({ store, clock, mover, messages, holdMs, publicUrl }: Deps) => {
  const register = createPoliceRegister(store);
  const provider = createIdentityProvider(store, holdMs);
  const [wechat, qq, wecom, weibo] = [createWechat(store, clock), createQq(store, clock), createWecom(store, clock), createWeibo(store, clock)];
  const official = createOfficialAccounts(store, clock);
  const visits = createPageVisits(store, clock, [wechat, qq, wecom, weibo, official].map((party) => party.provider));

  return {
    messages: messageEndpoints(messages),
    face: faceEndpoints(createFaceProvider({ store, clock, provider, register }), publicUrl),
    faceSignIn: faceSignInEndpoints(store, clock, publicUrl),
    scan: scanEndpoints(store, clock, publicUrl, visits),
    authorise: authoriseEndpoints(visits),
    wechat,
    qq,
    wecom,
    weibo,
    official,
    captcha: captchaEndpoints(store, clock),
    people: peopleEndpoints(register, provider),
    enterprises: enterpriseEndpoints(store),
    bank: bankEndpoints(store, clock),
    cloud: cloudEndpoints(store, clock),
    clock: clockEndpoints(clock, mover),
    pages: pageEndpoints(),
  };
};

export type World = ReturnType<typeof createWorld>;
