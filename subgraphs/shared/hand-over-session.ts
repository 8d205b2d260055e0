import { sessionEndedMark, type RequestContext } from './request-context.ts';

/**
 * A session with its token, as this client gets it. Every answer that opens or renews one goes through here: for a browser that
 * carries its session in a cookie the token goes to the gateway beside the JSON, where no script of the page can read it.
 */
export const handOverSession = <T extends { token?: string | null }>(session: T | null | undefined, { caller, handedOver }: RequestContext): T | null => {
  if (!session) return null;
  if (caller.sessionTransport !== 'COOKIE' || !handedOver) return session;
  handedOver.sessionToken = session.token ?? null;
  return { ...session, token: null };
};

/** The session of this request has ended by its own wish: where it was carried in a cookie, that goes too. */
export const takeBackSession = ({ caller, handedOver }: RequestContext): void => {
  if (caller.sessionTransport === 'COOKIE' && handedOver) handedOver.sessionToken = sessionEndedMark;
};
