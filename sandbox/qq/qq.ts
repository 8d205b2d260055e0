import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import { shortText } from '../fields.ts';
import { answer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/open-store.ts';
import { app, mayLeadBackTo } from '../third-party/app.ts';
import { createCodeBook, idOf, type Failure } from '../third-party/code-book.ts';
import { anyFields, withQuery, type Deed, type Provider } from '../third-party/provider.ts';

/** What QQ's security centre makes of a QQ. */
const states = ['NORMAL', 'SCAN_REQUIRED', 'FROZEN'] as const;
type State = (typeof states)[number];

interface Grant { as: string; redirectUri: string; channel: Deed['channel'] }

const failures: Record<Failure, [number, string]> = { UNKNOWN: [100019, 'code to access token error'], USED: [100020, 'code is reused error'], EXPIRED: [100019, 'code is expired'] };
const fail = (error: number, description: string) => answer(200, { error, error_description: description });

const params = z.strictObject({ number: shortText });

/** QQ Connect, asked with `fmt=json`. */
export const createQq = (store: Store, clock: Clock) => {
  const codes = createCodeBook<Grant>(store, clock, 'qq');
  const stateOf = store.collection<State>('qq-state');
  const readState = (number: string): State => stateOf.get(number) ?? 'NORMAL';
  const idsOf = (as: string) => ({ openid: idOf('qq openid', as).slice(0, 32), unionid: `UID_${idOf('qq', as).slice(0, 32)}` });

  const provider: Provider = {
    name: 'QQ',
    page: '/oauth2.0/authorize',
    read: ({ client_id: appId = '', redirect_uri: redirectUri = '', response_type: type, state = null }) => {
      if (type !== 'code') return { error: 'response_type is illegal (100000)' };
      if (appId !== app.id) return { error: 'client id is illegal (100008)' };
      if (!mayLeadBackTo(redirectUri)) return { error: 'redirect uri is illegal (100010)' };
      return { redirectUri, state };
    },
    leave: ({ redirectUri, state }, { as, approve, channel }) =>
      ({ redirectTo: withQuery(redirectUri, approve ? { code: codes.issue({ as, redirectUri, channel }), state } : { usercancel: '1', state }) }),
  };

  return {
    provider,

    token: endpoint({ query: anyFields }, ({ query: { client_id: appId, client_secret: secret, code, redirect_uri: redirectUri, grant_type: type } }) => {
      if (type !== 'authorization_code') return fail(100004, 'param grant_type is wrong or lost');
      if (appId !== app.id) return fail(100008, 'client id is illegal');
      if (secret !== app.secret) return fail(100009, 'client secret is illegal');
      if (!code) return fail(100005, 'param code is lost');
      const redeemed = codes.redeem(code);
      if ('failure' in redeemed) return fail(...failures[redeemed.failure]);
      const { grant } = redeemed;
      if (grant.redirectUri !== redirectUri) return fail(100010, 'redirect uri is illegal');
      const state = readState(grant.as);
      if (state === 'FROZEN') return fail(19, 'this QQ is frozen, see aq.qq.com');
      if (state === 'SCAN_REQUIRED' && grant.channel === 'PASSWORD') return fail(51, 'this QQ has to be confirmed by scan');
      return answer(200, { access_token: codes.newToken(grant), expires_in: '7776000', refresh_token: codes.newToken(grant) });
    }),

    me: endpoint({ query: anyFields }, ({ query: { access_token: token = '', unionid } }) => {
      const grant = codes.ofToken(token);
      if (!grant) return fail(100016, 'access token check failed');
      const ids = idsOf(grant.as);
      return answer(200, { client_id: app.id, openid: ids.openid, ...(unionid === '1' ? { unionid: ids.unionid } : {}) });
    }),

    person: endpoint({ query: anyFields }, ({ query: { access_token: token = '', oauth_consumer_key: appId, openid } }) => {
      const grant = codes.ofToken(token);
      if (!grant) return answer(200, { ret: 100016, msg: 'access token check failed' });
      if (appId !== app.id || openid !== idsOf(grant.as).openid) return answer(200, { ret: -1, msg: 'client request\'s parameters are invalid, invalid openid' });
      return answer(200, { ret: 0, msg: '', is_lost: 0, nickname: grant.as, figureurl: '', gender: '' });
    }),

    readState: endpoint({ params }, ({ params: { number } }) => answer(200, { state: readState(number) })),

    putState: endpoint({ params, body: z.strictObject({ state: z.enum(states) }) }, ({ params: { number }, body: { state } }) => {
      stateOf.put(number, state);
      return answer(200, { state });
    }),
  };
};
