import type { Clock } from '../clock/clock.ts';
import { answer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/open-store.ts';
import { app, mayLeadBackTo } from '../third-party/app.ts';
import { createCodeBook, idOf } from '../third-party/code-book.ts';
import { anyFields, withQuery, type Provider } from '../third-party/provider.ts';

interface Grant { as: string; redirectUri: string }

const fail = (request: string, error_code: number, error: string) => answer(400, { error, error_code, request, error_description: error });

/** Weibo's OAuth 2. */
export const createWeibo = (store: Store, clock: Clock) => {
  const codes = createCodeBook<Grant>(store, clock, 'weibo');
  const uidOf = (as: string) => String(BigInt(`0x${idOf('weibo', as).slice(0, 8)}`) + 1_000_000_000n);

  const provider: Provider = {
    name: 'WEIBO',
    page: '/oauth2/authorize',
    read: ({ client_id: appId = '', redirect_uri: redirectUri = '', response_type: type = 'code', state = null }) => {
      if (appId !== app.id) return { error: 'error:invalid_client (21324)' };
      if (!mayLeadBackTo(redirectUri)) return { error: 'error:redirect_uri_mismatch (21322)' };
      if (type !== 'code') return { error: 'error:unsupported_response_type (21329)' };
      return { redirectUri, state };
    },
    leave: ({ redirectUri, state }, { as, approve }) => ({
      redirectTo: withQuery(redirectUri, approve ? { code: codes.issue({ as, redirectUri }), state } : { error: 'access_denied', error_code: '21330', error_description: 'user denied your request.', state }),
    }),
  };

  return {
    provider,

    token: endpoint({ form: anyFields }, ({ form: { client_id: appId, client_secret: secret, grant_type: type, code, redirect_uri: redirectUri } }) => {
      const refuse = (error_code: number, error: string) => fail('/oauth2/access_token', error_code, error);
      if (appId !== app.id || secret !== app.secret) return refuse(21324, 'invalid_client');
      if (type !== 'authorization_code') return refuse(21328, 'unsupported_grant_type');
      if (!code) return refuse(21323, 'invalid_request');
      const redeemed = codes.redeem(code);
      if ('failure' in redeemed) return refuse(21325, 'invalid_grant');
      if (redeemed.grant.redirectUri !== redirectUri) return refuse(21322, 'redirect_uri_mismatch');
      return answer(200, { access_token: codes.newToken(redeemed.grant), remind_in: '7200', expires_in: 7200, uid: uidOf(redeemed.grant.as), isRealName: 'true' });
    }),

    person: endpoint({ query: anyFields }, ({ query: { access_token: token = '', uid } }) => {
      const grant = codes.ofToken(token);
      if (!grant) return fail('/2/users/show.json', 21332, 'invalid_access_token');
      if (uid !== uidOf(grant.as)) return fail('/2/users/show.json', 20003, 'User does not exists!');
      return answer(200, { id: Number(uid), idstr: uid, screen_name: grant.as, name: grant.as });
    }),
  };
};
