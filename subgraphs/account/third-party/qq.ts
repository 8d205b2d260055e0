import { z } from 'zod';
import type { IdentityProviderSettings } from '../../shared/config.ts';
import type { Log } from '../../shared/log.ts';
import { ok, refuse } from '../../shared/result.ts';
import { beginExchange, readName, refused, subjectShape, unavailable } from './ask-provider.ts';
import { needed, pageAt, serviceAt } from './provider-address.ts';
import type { ThirdParty } from './third-party.ts';

const failure = z.object({ error: z.coerce.number().int(), error_description: z.string().optional() });
const tokenShape = z.union([z.object({ access_token: z.string().min(1) }), failure]);
const meShape = z.union([z.object({ openid: subjectShape, unionid: subjectShape.optional() }), failure]);
const personShape = z.object({ ret: z.number(), nickname: z.string().optional() });

/**
 * What QQ's security centre makes of a QQ. The public list of codes (100000 to 100031) has none for it, because QQ's own page
 * usually stops such a QQ before there is a code; these two are agreed with the sandbox.
 */
const scanRequired = 51;
const frozen = 19;

/** QQ Connect. On its page people choose themselves between a scan and the QQ number with its password (TX-ACC-020). */
export const createQq = (settings: IdentityProviderSettings, log: Log): ThirdParty => {
  const appId = needed('QQ', 'APP_ID', settings.appId);
  const secret = needed('QQ', 'APP_SECRET', settings.appSecret);
  const official = 'https://graph.qq.com';
  const [page, service] = [pageAt(settings, official), serviceAt(settings, official)];
  return {
    authorisationUrl: async ({ state, redirectUri }) =>
      ok(`${page}/oauth2.0/authorize?${new URLSearchParams({ response_type: 'code', client_id: appId, redirect_uri: redirectUri, state, scope: 'get_user_info' })}`),
    identify: async (code, redirectUri) => {
      const ask = beginExchange('QQ', log);
      const exchange = { grant_type: 'authorization_code', client_id: appId, client_secret: secret, code, redirect_uri: redirectUri, fmt: 'json' };
      const token = await ask({ url: `${service}/oauth2.0/token`, query: exchange }, tokenShape);
      if (!token) return unavailable();
      // TX-ACC-021: nothing here can waive it. TX-ACC-022: the account itself is not touched.
      if ('error' in token && token.error === scanRequired) return refuse({ code: 'PROVIDER_SCAN_REQUIRED' });
      if ('error' in token && token.error === frozen) return refuse({ code: 'PROVIDER_ACCOUNT_FROZEN' });
      if ('error' in token) return refused('QQ', log, token.error);
      const { access_token } = token;
      const me = await ask({ url: `${service}/oauth2.0/me`, query: { access_token, unionid: '1', fmt: 'json' } }, meShape);
      if (!me) return unavailable();
      if ('error' in me) return refused('QQ', log, me.error);
      // Without an answer to this, the identity only has no name.
      const person = await ask({ url: `${service}/user/get_user_info`, query: { access_token, oauth_consumer_key: appId, openid: me.openid } }, personShape);
      return ok({ kind: 'QQ', subject: me.unionid ?? me.openid, name: person?.ret === 0 ? readName(person.nickname) : null, mayBeBound: true });
    },
  };
};
