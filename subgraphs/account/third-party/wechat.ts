import { z } from 'zod';
import type { IdentityProviderSettings } from '../../shared/config.ts';
import type { Log } from '../../shared/log.ts';
import { ok } from '../../shared/result.ts';
import { beginExchange, readName, refused, subjectShape, unavailable } from './ask-provider.ts';
import { needed, pageAt, serviceAt } from './provider-address.ts';
import type { ThirdParty } from './third-party.ts';

const failure = z.object({ errcode: z.number().int(), errmsg: z.string().optional() });
const tokenShape = z.union([z.object({ access_token: z.string().min(1), openid: subjectShape, unionid: subjectShape.optional() }), failure]);
const personShape = z.object({ nickname: z.string().optional() });

const isBusy = -1;

/** Web sign-in of the WeChat Open Platform (`snsapi_login`): errors come with status 200. */
export const createWechat = (settings: IdentityProviderSettings, log: Log): ThirdParty => {
  const appid = needed('WECHAT', 'APP_ID', settings.appId);
  const secret = needed('WECHAT', 'APP_SECRET', settings.appSecret);
  const [page, service] = [pageAt(settings, 'https://open.weixin.qq.com'), serviceAt(settings, 'https://api.weixin.qq.com')];
  return {
    authorisationUrl: async ({ state, redirectUri }) => {
      const query = new URLSearchParams({ appid, redirect_uri: redirectUri, response_type: 'code', scope: 'snsapi_login', state });
      return ok(`${page}/connect/qrconnect?${query}#wechat_redirect`);
    },
    identify: async (code) => {
      const ask = beginExchange('WECHAT', log);
      const token = await ask({ url: `${service}/sns/oauth2/access_token`, query: { appid, secret, code, grant_type: 'authorization_code' } }, tokenShape);
      if (!token) return unavailable();
      if ('errcode' in token) return token.errcode === isBusy ? unavailable() : refused('WECHAT', log, token.errcode);
      // The code is used now: without an answer to this, the identity only has no name.
      const person = await ask({ url: `${service}/sns/userinfo`, query: { access_token: token.access_token, openid: token.openid, lang: 'zh_CN' } }, personShape);
      return ok({ kind: 'WECHAT', subject: token.unionid ?? token.openid, name: readName(person?.nickname), mayBeBound: true });
    },
  };
};
