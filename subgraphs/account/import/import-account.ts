import { badUserInput } from '../../shared/request-errors.ts';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { findByOrigin } from '../accounts/account-store.ts';
import { openAccount } from '../accounts/open-account.ts';
import { statusOnArrival } from '../activation/activation-rules.ts';
import type { Deps } from '../deps.ts';
import type { ImportAccountInput } from '../schema.generated.ts';
import { readImport } from './import-rules.ts';

/** Takes over one account from elsewhere, with everything or not at all, and gives its number; the same one every time it is repeated. Throws BAD_USER_INPUT with what cannot be taken over, for the service to mend. */
export const importAccount =
  (deps: Deps) =>
  async (input: ImportAccountInput): Promise<string> => {
    const { store, clock, policy } = deps;
    const { kind, origin, originId, country, site, registeredAt, passwordHash } = input;
    const findEarlier = async (): Promise<string | null> => (await findByOrigin(store.read, origin, originId))?.id ?? null;
    const earlier = await findEarlier();
    if (earlier) return earlier;

    const read = readImport(input, policy, clock.now());
    if (Array.isArray(read)) throw badUserInput(read.join(' '));
    const { identities: [identity, ...furtherIdentities], email, phone, username, nickname } = read;
    try {
      const opened = await store.transaction((transaction) =>
        openAccount(deps, transaction, {
          kind,
          status: statusOnArrival(policy, { kind, origin, registeredAt }),
          identity: identity!,
          identityName: null,
          username,
          phone,
          email,
          passwordHash: passwordHash ?? null,
          country,
          nickname,
          language: country === 'CN' ? 'ZH' : 'EN',
          consents: [],
          traits: [...new Set(input.traits)],
          imported: { site, origin, originId, registeredAt, furtherIdentities },
        }),
      );
      if (opened.ok) return opened.value.id;
      // Another repetition may have taken its identities first.
      const overtaken = await findEarlier();
      if (overtaken) return overtaken;
      throw badUserInput(`It cannot be taken over: ${opened.refusals.map(({ code, path }) => `${code} (${path?.join('.') ?? ''})`).join(', ')}.`);
    } catch (error) {
      const overtaken = isDuplicate(error) ? await findEarlier() : null;
      if (overtaken) return overtaken;
      throw error;
    }
  };
