import { z } from 'zod';
import type { IdentityProviderSettings } from '../../shared/config.ts';
import type { Log } from '../../shared/log.ts';
import { ok } from '../../shared/result.ts';
import { beginExchange, readName, refused, subjectShape, unavailable } from './ask-provider.ts';
import { needed, pageAt, serviceAt } from './provider-address.ts';
import type { ThirdParty } from './third-party.ts';

const tokenShape = z.union([z.object({ access_token: z.string().min(1), uid: subjectShape }), z.object({ error: z.string(), error_code: z.number().int() })]);
const personShape = z.object({ screen_name: z.string().optional() });

/** Weibo's OAuth 2: errors come with status 400. */
export const createWeibo = (settings: IdentityProviderSettings, log: Log): ThirdParty => {
  const client_id = needed('WEIBO', 'APP_ID', settings.appId);
  const client_secret = needed('WEIBO', 'APP_SECRET', settings.appSecret);
  const official = 'https://api.weibo.com';
  const [page, service] = [pageAt(settings, official), serviceAt(settings, official)];
  return {
    authorisationUrl: async ({ state, redirectUri }) => ok(`${page}/oauth2/authorize?${new URLSearchParams({ client_id, response_type: 'code', redirect_uri: redirectUri, state })}`),
    identify: async (code, redirectUri) => {
      const ask = beginExchange('WEIBO', log);
      const exchange = { client_id, client_secret, grant_type: 'authorization_code', code, redirect_uri: redirectUri };
      const token = await ask({ url: `${service}/oauth2/access_token`, query: {}, form: exchange }, tokenShape);
      if (!token) return unavailable();
      if ('error' in token) return refused('WEIBO', log, token.error_code);
      // Without an answer to this, the identity only has no name.
      const person = await ask({ url: `${service}/2/users/show.json`, query: { access_token: token.access_token, uid: token.uid } }, personShape);
      return ok({ kind: 'WEIBO', subject: token.uid, name: readName(person?.screen_name), mayBeBound: true });
    },
  };
};
