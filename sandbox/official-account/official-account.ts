import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import { shortText } from '../fields.ts';
import { answer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/open-store.ts';
import { app, mayLeadBackTo } from '../third-party/app.ts';
import { createCodeBook, idOf } from '../third-party/code-book.ts';
import { anyBody, anyFields, withQuery, type Fields, type Provider } from '../third-party/provider.ts';

/** Whose WeChat is bound to it as its administrator. */
interface OfficialAccount { administrator: string }
interface Authorisation { account: string; permissions: number[] }

/** Errors come with status 200. */
const fail = (errcode: number, errmsg: string) => answer(200, { errcode, errmsg });

const params = z.strictObject({ account: shortText });

/** WeChat official accounts that authorise a platform of the WeChat Open Platform, and the central server that keeps the platform's token. */
export const createOfficialAccounts = (store: Store, clock: Clock) => {
  const accounts = store.collection<OfficialAccount>('official-account');
  const authorised = store.collection<Authorisation>('official-account-authorised');
  const platform = createCodeBook<true>(store, clock, 'component');
  const preparations = createCodeBook<true>(store, clock, 'component-preparation');
  const codes = createCodeBook<Authorisation>(store, clock, 'official-account');
  const appIdOf = (account: string) => `wx${idOf('official account', account).slice(0, 16).toLowerCase()}`;

  const provider: Provider = {
    name: 'WECHAT_OFFICIAL',
    page: '/cgi-bin/componentloginpage',
    read: ({ component_appid: appId = '', pre_auth_code: preAuthCode = '', redirect_uri: redirectUri = '' }) => {
      if (appId !== app.id) return { error: '第三方平台 appid 不合法' };
      if (!preparations.ofToken(preAuthCode)) return { error: '预授权码无效或已过期' };
      if (!mayLeadBackTo(redirectUri)) return { error: '授权回调域名不合法' };
      // The page knows no state: whoever needs one puts it into the address.
      return { redirectUri, state: new URL(redirectUri).searchParams.get('state') };
    },
    leave: ({ redirectUri }, { as, approve, account = `${as}-official`, permissions }) => {
      // An account that nobody described belongs to who authorises it first.
      accounts.add(account, { administrator: as });
      if (accounts.get(account)?.administrator !== as) return { error: '只有公众号绑定的管理员微信可以授权' };
      if (!approve) return { redirectTo: null };
      return { redirectTo: withQuery(redirectUri, { auth_code: codes.issue({ account, permissions }), expires_in: '600' }) };
    },
  };

  /** Why the platform may not ask; null when it may. */
  const whyRefused = ({ component_access_token: token = '' }: Fields, { component_appid: appId }: Record<string, unknown>) => {
    if (!platform.ofToken(token)) return fail(40001, 'invalid credential, access_token is invalid or not latest');
    return appId === app.id ? null : fail(40013, 'invalid appid');
  };

  return {
    provider,

    platformToken: endpoint({}, () => answer(200, { component_access_token: platform.newToken(true), expires_in: 7200 })),

    preAuthCode: endpoint({ query: anyFields, body: anyBody }, ({ query, body }) =>
      whyRefused(query, body) ?? answer(200, { pre_auth_code: preparations.newToken(true), expires_in: 1800 })),

    queryAuthorisation: endpoint({ query: anyFields, body: anyBody }, ({ query, body }) => {
      const refusal = whyRefused(query, body);
      if (refusal) return refusal;
      const redeemed = codes.redeem(String(body['authorization_code'] ?? ''));
      if ('failure' in redeemed) return fail(61010, 'code is expired');
      const { account, permissions } = redeemed.grant;
      authorised.put(appIdOf(account), redeemed.grant);
      const func_info = permissions.map((id) => ({ funcscope_category: { id } }));
      return answer(200, { authorization_info: { authorizer_appid: appIdOf(account), authorizer_access_token: codes.newToken(redeemed.grant), expires_in: 7200, authorizer_refresh_token: codes.newToken(redeemed.grant), func_info } });
    }),

    accountInfo: endpoint({ query: anyFields, body: anyBody }, ({ query, body }) => {
      const refusal = whyRefused(query, body);
      if (refusal) return refusal;
      const found = authorised.get(String(body['authorizer_appid'] ?? ''));
      return found ? answer(200, { authorizer_info: { nick_name: found.account, service_type_info: { id: 2 }, verify_type_info: { id: 0 } } }) : fail(61003, 'component is not authorized by this account');
    }),

    put: endpoint({ params, body: z.strictObject({ administrator: shortText }) }, ({ params: { account }, body }) => {
      accounts.put(account, body);
      return answer(200, body);
    }),
  };
};
