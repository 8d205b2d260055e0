import type { Viewer } from '../../shared/caller.ts';
import { refuse, type Result } from '../../shared/result.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import { findPassword } from '../password/password-store.ts';
import type { BindLoginMethodInput } from '../schema.generated.ts';
import { whyNotBound, whyNotChanged } from './login-method-rules.ts';
import { findLoginMethods } from './login-method-store.ts';
import { readNewLoginMethod } from './new-login-method.ts';
import { hashNewPassword, whyNewPasswordRefused } from './new-password.ts';
import { proveLoginMethod } from './prove-login-method.ts';
import { putLoginMethod } from './put-login-method.ts';
import { whyPhoneKept } from './why-phone-kept.ts';

type Bind = (viewer: Viewer, input: BindLoginMethodInput) => Promise<Result<Account>>;

/** What stands in the way as things are is told before the identity has to be proved, and looked at again when it is put. */
const proveAndPut =
  (deps: Deps, isChange: boolean): Bind =>
  async (viewer, input) => {
    const { store, vault, policy } = deps;
    const { accountId } = viewer;
    const account = await findOpenAccount(store.read, accountId);
    // One that is being closed is offered nothing.
    if (!account) return refuse({ code: 'LOGIN_METHOD_NOT_OFFERED', path: ['kind'] });
    const standing = { accountKind: account.kind, methods: await findLoginMethods(store.read, accountId) };
    const refusal = (isChange ? whyNotChanged : whyNotBound)(input.kind, standing, policy) ?? (await whyPhoneKept(deps, viewer, input.kind, account.kind));
    if (refusal) return refuse(refusal);
    const given = readNewLoginMethod(input, { isChange, hasPassword: (await findPassword(store.read, vault, accountId)) !== null }, policy);
    if (!given.ok) return given;

    const email = 'newPassword' in given.value && given.value.newPassword ? given.value : null;
    const refusals = email ? await whyNewPasswordRefused(deps, account, email.address, email.newPassword!) : [];
    if (refusals.length > 0) return refuse(...refusals);
    const proved = await proveLoginMethod(deps, account, given.value);
    if (!proved.ok) return proved;
    const hash = email && (await hashNewPassword(deps, accountId, email.newPassword!));
    if (hash && !hash.ok) return hash;
    return putLoginMethod(deps, viewer, { proved: proved.value, isChange, passwordHash: hash && hash.value, syncContacts: input.syncContacts ?? true });
  };

/** Binds an identity of a kind that the account does not have yet (TX-ACC-071 to TX-ACC-076). */
export const bindLoginMethod = (deps: Deps): Bind => proveAndPut(deps, false);

/** Puts another identity in place of the bound one of its kind (TX-ACC-047, TX-ACC-078, TX-ACC-079). */
export const changeLoginMethod = (deps: Deps): Bind => proveAndPut(deps, true);
