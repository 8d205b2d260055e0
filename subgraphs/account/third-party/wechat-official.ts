import { z } from 'zod';
import type { IdentityProviderSettings } from '../../shared/config.ts';
import type { Log } from '../../shared/log.ts';
import { ok, refuse } from '../../shared/result.ts';
import { beginExchange, readName, refused, subjectShape, unavailable, type AskProvider } from './ask-provider.ts';
import { needed, pageAt, serviceAt } from './provider-address.ts';
import type { ThirdParty } from './third-party.ts';

const failure = z.object({ errcode: z.number().int().refine((code) => code !== 0), errmsg: z.string().optional() });
const componentTokenShape = z.object({ component_access_token: z.string().min(1) });
const preAuthCodeShape = z.union([failure, z.object({ pre_auth_code: z.string().min(1) })]);
const authorisationShape = z.union([
  failure,
  z.object({
    authorization_info: z.object({ authorizer_appid: subjectShape, func_info: z.array(z.object({ funcscope_category: z.object({ id: z.number().int() }) })) }),
  }),
]);
const authoriserShape = z.object({ authorizer_info: z.object({ nick_name: z.string().optional() }) });

const isBusy = -1;
/** The permission set of account services (TX-ACC-024). */
const accountService = 3;

/**
 * A WeChat official account, authorised to a platform of the WeChat Open Platform on a page that lets only its administrator through (TX-ACC-025).
 * The page knows no `state`, so that the address it leads back to carries it; the code comes as `auth_code`.
 */
export const createWechatOfficial = (settings: IdentityProviderSettings, log: Log): ThirdParty => {
  const component_appid = needed('WECHAT_OFFICIAL', 'APP_ID', settings.appId);
  // WeChat wants one central server that receives the tickets and renews the token from them; it alone has the secret.
  const tokenUrl = needed('WECHAT_OFFICIAL', 'TOKEN_URL', settings.tokenUrl);
  const [page, service] = [pageAt(settings, 'https://mp.weixin.qq.com'), serviceAt(settings, 'https://api.weixin.qq.com')];

  const readToken = async (ask: AskProvider): Promise<string | null> => (await ask({ url: tokenUrl, query: {} }, componentTokenShape))?.component_access_token ?? null;
  const askComponent = <T>(ask: AskProvider, name: string, token: string, json: Record<string, string>, shape: z.ZodType<T>): Promise<T | null> =>
    ask({ url: `${service}/cgi-bin/component/${name}`, query: { component_access_token: token }, json: { component_appid, ...json } }, shape);

  return {
    authorisationUrl: async ({ state, redirectUri }) => {
      const ask = beginExchange('WECHAT_OFFICIAL', log);
      const token = await readToken(ask);
      const prepared = token && (await askComponent(ask, 'api_create_preauthcode', token, {}, preAuthCodeShape));
      if (!prepared || 'errcode' in prepared) return unavailable();
      const back = new URL(redirectUri);
      back.searchParams.set('state', state);
      const query = new URLSearchParams({ component_appid, pre_auth_code: prepared.pre_auth_code, redirect_uri: back.href, auth_type: '1' });
      return ok(`${page}/cgi-bin/componentloginpage?${query}`);
    },
    identify: async (code) => {
      const ask = beginExchange('WECHAT_OFFICIAL', log);
      const token = await readToken(ask);
      const authorised = token && (await askComponent(ask, 'api_query_auth', token, { authorization_code: code }, authorisationShape));
      if (!token || !authorised) return unavailable();
      if ('errcode' in authorised) return authorised.errcode === isBusy ? unavailable() : refused('WECHAT_OFFICIAL', log, authorised.errcode);
      const { authorizer_appid, func_info } = authorised.authorization_info;
      if (!func_info.some(({ funcscope_category }) => funcscope_category.id === accountService)) return refuse({ code: 'MISSING_SCOPE' });
      // Without an answer to this, the identity only has no name.
      const account = await askComponent(ask, 'api_get_authorizer_info', token, { authorizer_appid }, authoriserShape);
      return ok({ kind: 'WECHAT_OFFICIAL', subject: authorizer_appid, name: readName(account?.authorizer_info.nick_name), mayBeBound: true });
    },
  };
};
