import { z } from 'zod';
import type { IdentityProviderSettings } from '../../shared/config.ts';
import type { Log } from '../../shared/log.ts';
import { ok } from '../../shared/result.ts';
import { beginExchange, readName, refused, subjectShape, unavailable } from './ask-provider.ts';
import { needed, pageAt, serviceAt } from './provider-address.ts';
import type { ThirdParty } from './third-party.ts';

const failure = z.object({ errcode: z.number().int().refine((code) => code !== 0), errmsg: z.string().optional() });
const tokenShape = z.union([failure, z.object({ provider_access_token: z.string().min(1) })]);
const loginShape = z.union([
  failure,
  z.object({
    usertype: z.number().int(),
    user_info: z.object({ userid: subjectShape.max(64), name: z.string().optional() }),
    corp_info: z.object({ corpid: subjectShape.max(63) }),
    agent: z.array(z.unknown()).default([]),
  }),
]);

const isBusy = -1;
/** The creator of the company, its internal and external administrators, and a sub-administrator; 5 is a member. */
const administrators = [1, 2, 3, 4];

/** Sign-in by scan for providers of services to WeCom. It sends the code back as `auth_code`. */
export const createWecom = (settings: IdentityProviderSettings, log: Log): ThirdParty => {
  const corpid = needed('WECOM', 'APP_ID', settings.appId);
  const provider_secret = needed('WECOM', 'APP_SECRET', settings.appSecret);
  const [page, service] = [pageAt(settings, 'https://open.work.weixin.qq.com'), serviceAt(settings, 'https://qyapi.weixin.qq.com')];
  return {
    authorisationUrl: async ({ state, redirectUri }) =>
      ok(`${page}/wwopen/sso/3rd_qrConnect?${new URLSearchParams({ appid: corpid, redirect_uri: redirectUri, state, usertype: 'member' })}`),
    identify: async (code) => {
      const ask = beginExchange('WECOM', log);
      const token = await ask({ url: `${service}/cgi-bin/service/get_provider_token`, query: {}, json: { corpid, provider_secret } }, tokenShape);
      if (!token) return unavailable();
      if ('errcode' in token) return token.errcode === isBusy ? unavailable() : refused('WECOM', log, token.errcode);
      const login = await ask({ url: `${service}/cgi-bin/service/get_login_info`, query: { access_token: token.provider_access_token }, json: { auth_code: code } }, loginShape);
      if (!login) return unavailable();
      if ('errcode' in login) return login.errcode === isBusy ? unavailable() : refused('WECOM', log, login.errcode);
      return ok({
        kind: 'WECOM',
        // A user id is unique in its company only.
        subject: `${login.corp_info.corpid}/${login.user_info.userid}`,
        name: readName(login.user_info.name),
        // TX-ACC-076: the agents are the apps of this provider that an administrator has authorised.
        mayBeBound: administrators.includes(login.usertype) || login.agent.length > 0,
      });
    },
  };
};
