import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { Store } from '../store/open-store.ts';
import type { Deed, Fields, Provider, ProviderName, Refused } from './provider.ts';

/** A page of a provider that somebody has open. */
interface OpenPage { ticket: string; provider: ProviderName; query: Fields; expiresAt: string; left: { redirectTo: string | null } | null }

const LIFE_MS = 10 * 60 * 1000;
const SHOWN = 50;

export type Left = { redirectTo: string | null } | Refused;

/** Who is on the pages of the providers, and what they do there. A page is known by the `state` it was opened with. */
export const createPageVisits = (store: Store, clock: Clock, providers: Provider[]) => {
  const pages = store.collection<OpenPage>('third-party-page');
  const isOpen = ({ left, expiresAt }: OpenPage) => left === null && clock.now().toISOString() < expiresAt;
  const providerOf = (name: ProviderName) => providers.find((provider) => provider.name === name);

  const act = (provider: Provider, query: Fields, deed: Deed): Left => {
    const visit = provider.read(query);
    return 'error' in visit ? visit : provider.leave(visit, deed);
  };

  return {
    open: (provider: Provider, query: Fields): { ticket: string } | Refused => {
      const visit = provider.read(query);
      if ('error' in visit) return visit;
      const ticket = visit.state ?? randomBytes(12).toString('base64url');
      pages.put(ticket, { ticket, provider: provider.name, query, expiresAt: new Date(clock.now().getTime() + LIFE_MS).toISOString(), left: null });
      return { ticket };
    },

    get: pages.get,
    isOpen,

    /** The whole at once: the address is opened, and the person does this. */
    play: (address: string, deed: Deed): Left => {
      const { pathname, searchParams } = new URL(address);
      const provider = providers.find(({ page }) => page === pathname);
      return provider ? act(provider, Object.fromEntries(searchParams), deed) : { error: 'No provider has a page at this address' };
    },

    /** Null when no page is open with that state. */
    settle: (ticket: string, deed: Deed): Left | null => {
      const page = pages.get(ticket);
      const provider = page && providerOf(page.provider);
      if (!page || !provider || !isOpen(page)) return null;
      const left = act(provider, page.query, deed);
      if (!('error' in left)) pages.put(ticket, { ...page, left });
      return left;
    },

    listOpen: () => pages.list(SHOWN).filter(isOpen),
  };
};

export type PageVisits = ReturnType<typeof createPageVisits>;
