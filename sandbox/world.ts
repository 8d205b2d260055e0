import { bankEndpoints } from './bank/bank.endpoints.ts';
import { clockEndpoints } from './clock/clock.endpoints.ts';
import type { ClockMover } from './clock/clock-mover.ts';
import type { Clock } from './clock/clock.ts';
import { cloudEndpoints } from './cloud/cloud.endpoints.ts';
import { createFaceProvider } from './face/face-provider.ts';
import { faceEndpoints } from './face/face.endpoints.ts';
import { messageEndpoints } from './messages/message.endpoints.ts';
import type { MessageStore } from './messages/message-store.ts';
import { pageEndpoints } from './page/page.endpoints.ts';
import { enterpriseEndpoints } from './registry/enterprise.endpoints.ts';
import { createIdentityProvider } from './registry/identity-provider.ts';
import { peopleEndpoints } from './registry/people.endpoints.ts';
import { createPoliceRegister } from './registry/police-register.ts';
import { scanEndpoints } from './scan/scan.endpoints.ts';
import { createQq } from './qq/qq.ts';
import type { Store } from './store/open-store.ts';
import { authoriseEndpoints } from './third-party/authorise.endpoints.ts';
import { createPageVisits } from './third-party/page-visits.ts';
import { createWechat } from './wechat/wechat.ts';

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
  const [wechat, qq] = [createWechat(store, clock), createQq(store, clock)];
  const visits = createPageVisits(store, clock, [wechat.provider, qq.provider]);

  return {
    messages: messageEndpoints(messages),
    face: faceEndpoints(createFaceProvider({ store, clock, provider, register }), publicUrl),
    scan: scanEndpoints(store, clock, publicUrl, visits),
    authorise: authoriseEndpoints(visits),
    wechat,
    qq,
    people: peopleEndpoints(register, provider),
    enterprises: enterpriseEndpoints(store),
    bank: bankEndpoints(store, clock),
    cloud: cloudEndpoints(store, clock),
    clock: clockEndpoints(clock, mover),
    pages: pageEndpoints(),
  };
};

export type World = ReturnType<typeof createWorld>;
