import type { Clock } from '../clock/clock.ts';
import { answer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/open-store.ts';
import { app, mayLeadBackTo } from '../third-party/app.ts';
import { createCodeBook, idOf, type Failure } from '../third-party/code-book.ts';
import { anyFields, withQuery, type Provider } from '../third-party/provider.ts';

const failures: Record<Failure, [number, string]> = { UNKNOWN: [40029, 'invalid code'], USED: [40163, 'code been used'], EXPIRED: [42003, 'code expired'] };

/** Errors come with status 200. */
const fail = (errcode: number, errmsg: string) => answer(200, { errcode, errmsg });

/** Web sign-in of the WeChat Open Platform. */
export const createWechat = (store: Store, clock: Clock) => {
  const codes = createCodeBook<{ as: string }>(store, clock, 'wechat');
  const idsOf = (as: string) => ({ openid: `o${idOf('wechat openid', as).slice(0, 27)}`, unionid: `o6_${idOf('wechat', as).slice(0, 25)}` });

  const provider: Provider = {
    name: 'WECHAT',
    page: '/connect/qrconnect',
    read: ({ appid = '', redirect_uri: redirectUri = '', response_type: type, scope, state = null }) => {
      if (appid !== app.id) return { error: 'AppID 参数错误' };
      if (!mayLeadBackTo(redirectUri)) return { error: 'redirect_uri 参数错误' };
      if (type !== 'code' || scope !== 'snsapi_login') return { error: 'Scope 参数错误或没有 Scope 权限' };
      return { redirectUri, state };
    },
    // Who declines stays on the page.
    leave: ({ redirectUri, state }, { as, approve }) => ({ redirectTo: approve ? withQuery(redirectUri, { code: codes.issue({ as }), state }) : null }),
  };

  return {
    provider,

    token: endpoint({ query: anyFields }, ({ query: { appid, secret, code, grant_type: type } }) => {
      if (!appid) return fail(41002, 'appid missing');
      if (appid !== app.id) return fail(40013, 'invalid appid');
      if (!secret) return fail(41004, 'appsecret missing');
      if (secret !== app.secret) return fail(40125, 'invalid appsecret');
      if (type !== 'authorization_code') return fail(40002, 'invalid grant_type');
      if (!code) return fail(41008, 'missing code');
      const redeemed = codes.redeem(code);
      if ('failure' in redeemed) return fail(...failures[redeemed.failure]);
      const { grant } = redeemed;
      const token = codes.newToken(grant);
      return answer(200, { access_token: token, expires_in: 7200, refresh_token: codes.newToken(grant), ...idsOf(grant.as), scope: 'snsapi_login' });
    }),

    person: endpoint({ query: anyFields }, ({ query: { access_token: token = '', openid } }) => {
      const grant = codes.ofToken(token);
      if (!grant) return fail(40001, 'invalid credential, access_token is invalid or not latest');
      const ids = idsOf(grant.as);
      if (openid !== ids.openid) return fail(40003, 'invalid openid');
      return answer(200, { ...ids, nickname: grant.as, sex: 0, province: '', city: '', country: '', headimgurl: '', privilege: [] });
    }),
  };
};
