/** The one app that is registered with every provider the sandbox plays, for pages of this machine. */
export const app = { id: 'hufu', secret: 'sandbox-secret', hosts: ['localhost', '127.0.0.1', '[::1]'] };

/** Providers look at the host alone. */
export const mayLeadBackTo = (redirectUri: string): boolean => {
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname } = new URL(redirectUri);
  return ['http:', 'https:'].includes(protocol) && app.hosts.includes(hostname);
};
