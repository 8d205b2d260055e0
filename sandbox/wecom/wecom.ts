import type { Clock } from '../clock/clock.ts';
import { answer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/open-store.ts';
import { app, mayLeadBackTo } from '../third-party/app.ts';
import { createCodeBook } from '../third-party/code-book.ts';
import { anyBody, anyFields, withQuery, type Deed, type Provider } from '../third-party/provider.ts';

type Member = Pick<Deed, 'as' | 'corp' | 'role' | 'assistant'>;

const userTypes: Record<Deed['role'], number> = { CREATOR: 1, INTERNAL_ADMIN: 2, EXTERNAL_ADMIN: 3, SUB_ADMIN: 4, MEMBER: 5 };

/** Errors come with status 200. */
const fail = (errcode: number, errmsg: string) => answer(200, { errcode, errmsg });

/** WeCom's sign-in for providers of services: the app is known by a company id. */
export const createWecom = (store: Store, clock: Clock) => {
  const codes = createCodeBook<Member>(store, clock, 'wecom');
  const providers = createCodeBook<true>(store, clock, 'wecom-provider');

  const provider: Provider = {
    name: 'WECOM',
    page: '/wwopen/sso/3rd_qrConnect',
    read: ({ appid = '', redirect_uri: redirectUri = '', usertype, state = null }) => {
      if (appid !== app.id) return { error: 'appid 参数错误' };
      if (!mayLeadBackTo(redirectUri)) return { error: 'redirect_uri 与配置的授权完成回调域名不一致' };
      if (usertype !== 'member' && usertype !== 'admin') return { error: 'usertype 参数错误' };
      return { redirectUri, state };
    },
    // Who declines stays on the page.
    leave: ({ redirectUri, state }, { as, corp, role, assistant, approve }) =>
      ({ redirectTo: approve ? withQuery(redirectUri, { auth_code: codes.issue({ as, corp, role, assistant }), expires_in: '600', state }) : null }),
  };

  return {
    provider,

    providerToken: endpoint({ body: anyBody }, ({ body: { corpid, provider_secret: secret } }) => {
      if (corpid !== app.id) return fail(40013, 'invalid corpid');
      if (secret !== app.secret) return fail(40001, 'invalid credential');
      return answer(200, { provider_access_token: providers.newToken(true), expires_in: 7200 });
    }),

    login: endpoint({ query: anyFields, body: anyBody }, ({ query: { access_token: token = '' }, body: { auth_code: code } }) => {
      if (!providers.ofToken(token)) return fail(40014, 'invalid access_token');
      if (typeof code !== 'string' || code === '') return fail(41008, 'missing auth_code');
      const redeemed = codes.redeem(code);
      if ('failure' in redeemed) return fail(40029, 'invalid oauth_code');
      const { as, corp, role, assistant } = redeemed.grant;
      return answer(200, {
        errcode: 0,
        errmsg: 'ok',
        usertype: userTypes[role],
        user_info: { userid: as, name: as, avatar: '' },
        corp_info: { corpid: corp },
        agent: assistant ? [{ agentid: 1, auth_type: 1 }] : [],
      });
    }),
  };
};
