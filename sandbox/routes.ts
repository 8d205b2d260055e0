import type { Route } from './http/router.ts';
import type { World } from './world.ts';

/** Everything the sandbox answers to. */
export const routes = ({ messages, face, faceSignIn, scan, authorise, wechat, qq, wecom, weibo, official, captcha, people, enterprises, bank, cloud, clock, pages }: World): Route[] => [
  ['GET',  '/',                                pages.home],
  ['GET',  '/health',                          pages.health],

  ['GET',  '/messages',                        messages.list],
  ['POST', '/sms/messages',                    messages.sendSms],
  ['POST', '/wechat/messages',                 messages.sendWechat],

  ['POST', '/face/tickets',                    face.open],
  ['GET',  '/face/tickets',                    face.list],
  ['GET',  '/face/tickets/{ticket}',           face.read],
  ['POST', '/face',                            face.settle],
  ['GET',  '/camera/{ticket}',                 face.camera],

  ['PUT',  '/face-sign-in/faces/{accountId}',  faceSignIn.enrol],
  ['POST', '/face-sign-in/captures',           faceSignIn.open],
  ['GET',  '/face-sign-in/captures',           faceSignIn.list],
  ['POST', '/face-sign-in',                    faceSignIn.show],
  ['POST', '/face-sign-in/comparisons',        faceSignIn.compare],
  ['GET',  '/look/{capture}',                  faceSignIn.camera],

  ['POST', '/scan/tickets',                    scan.open],
  ['GET',  '/scan/tickets',                    scan.list],
  ['GET',  '/scan/tickets/{ticket}',           scan.read],
  ['POST', '/scan',                            scan.settle],
  ['GET',  '/qr/{ticket}',                     scan.phone],

  ['POST', '/captcha/tokens',                  captcha.solve],
  ['POST', '/captcha/siteverify',              captcha.verify],

  ['POST', '/authorise',                       authorise.play],
  ['GET',  '/authorise/{ticket}',              authorise.read],

  ['GET',  wechat.provider.page,               authorise.pageOf(wechat.provider)],
  ['GET',  '/sns/oauth2/access_token',         wechat.token],
  ['GET',  '/sns/userinfo',                    wechat.person],

  ['GET',  qq.provider.page,                   authorise.pageOf(qq.provider)],
  ['GET',  '/oauth2.0/token',                  qq.token],
  ['GET',  '/oauth2.0/me',                     qq.me],
  ['GET',  '/user/get_user_info',              qq.person],
  ['GET',  '/qq/{number}',                     qq.readState],
  ['PUT',  '/qq/{number}',                     qq.putState],

  ['GET',  wecom.provider.page,                authorise.pageOf(wecom.provider)],
  ['POST', '/cgi-bin/service/get_provider_token', wecom.providerToken],
  ['POST', '/cgi-bin/service/get_login_info',  wecom.login],

  ['GET',  weibo.provider.page,                authorise.pageOf(weibo.provider)],
  ['POST', '/oauth2/access_token',             weibo.token],
  ['GET',  '/2/users/show.json',               weibo.person],

  ['GET',  official.provider.page,             authorise.pageOf(official.provider)],
  ['GET',  '/component-access-token',          official.platformToken],
  ['POST', '/cgi-bin/component/api_create_preauthcode', official.preAuthCode],
  ['POST', '/cgi-bin/component/api_query_auth', official.queryAuthorisation],
  ['POST', '/cgi-bin/component/api_get_authorizer_info', official.accountInfo],
  ['PUT',  '/official-accounts/{account}',     official.put],

  ['POST', '/registry/people/check',           people.check],
  ['PUT',  '/registry/people/{idNumber}',      people.put],
  ['GET',  '/registry/people/{idNumber}',      people.read],
  ['PUT',  '/registry/enterprises/{uscc}',     enterprises.put],
  ['GET',  '/registry/enterprises/{uscc}',     enterprises.read],

  ['POST', '/bank/payouts',                    bank.payOut],
  ['POST', '/bank/transfers',                  bank.pay],
  ['GET',  '/bank/transfers',                  bank.list],
  ['GET',  '/bank/{cardNumber}/incoming',      bank.incoming],

  ['PUT',  '/cloud/{accountId}',               cloud.put],
  ['GET',  '/cloud/{accountId}',               cloud.read],
  ['POST', '/cloud/{accountId}/give-up',       cloud.giveUp],
  ['POST', '/cloud/{accountId}/close',         cloud.close],

  ['GET',  '/clock',                           clock.read],
  ['POST', '/clock',                           clock.move],
];
