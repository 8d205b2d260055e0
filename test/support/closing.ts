import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Answer, Client } from './client.ts';
import { register, stepUp, type Member } from './journeys.ts';

/** What people do on the way out; each step fails the test when it does not work, the `send…` ones give the answer as it came. */

// eslint-disable-next-line typescript/no-explicit-any
export type Closure = any;

const fields = `id state reasons startedAt progress checks { kind state } blockers { kind count mayGiveUp items } identityCheck { ticket url expiresAt }`;
const payload = `{ deregistration { ${fields} } userErrors { code message path policy limit } }`;

const mutation =
  (name: string) =>
  (client: Client, { token }: Pick<Member, 'token'>, input: Record<string, unknown>): Promise<Answer> =>
    client.send(`mutation($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) ${payload} }`, { input }, { token });

export const sendStart = mutation('startDeregistration');
export const sendRecheck = mutation('recheckDeregistration');
export const sendGiveUp = mutation('giveUpResource');
export const sendRestartIdentityCheck = mutation('restartIdentityCheck');
export const sendConfirm = mutation('confirmDeregistration');
export const sendWithdraw = mutation('withdrawDeregistration');

/** The one payload of an answer that came without faults. */
export const payloadOf = ({ data, errors }: Answer): { deregistration: Closure; userErrors: { code: string; path: string[] | null; policy: string | null; limit: string | null }[] } => {
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return Object.values(data)[0] as never;
};

export const codesOf = (answer: Answer): string[] => payloadOf(answer).userErrors.map(({ code }) => code);

const granted = (answer: Answer): Closure => {
  const { deregistration, userErrors } = payloadOf(answer);
  expect(userErrors).toEqual([]);
  return deregistration;
};

/** An application that has all it needs. */
export const application = async (client: Client): Promise<{ agreements: { id: string; version: string }[]; reasons: string[] }> => {
  const { data } = await client.send('{ policy { deregistration { agreements { id version } } } }');
  return { agreements: data.policy.deregistration.agreements, reasons: ['NO_LONGER_USED'] };
};

export const readClosure = async (client: Client, { token }: Pick<Member, 'token'>): Promise<Closure> => {
  const { data, errors } = await client.send(`{ viewer { deregistration { ${fields} } } }`, {}, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer.deregistration;
};

/** The closure, as soon as the checks are done. */
export const whenChecked = async (client: Client, member: Pick<Member, 'token'>): Promise<Closure> => {
  for (let tries = 0; tries < 400; tries += 1) {
    const closure = await readClosure(client, member);
    if (closure.state !== 'CHECKING') return closure;
    await pause(50);
  }
  throw new Error('The checks did not end.');
};

/** Applies, after the step-up, and waits for the checks. */
export const apply = async (client: Client, member: Member): Promise<Closure> => {
  await stepUp(client, member, 'START_DEREGISTRATION');
  granted(await sendStart(client, member, await application(client)));
  return whenChecked(client, member);
};

/** A new account that owns this in the cloud, with its closure as far as the checks let it come. */
export const registerAndApply = async (client: Client, owned: Record<string, unknown> = {}, registered?: Member): Promise<{ member: Member; closure: Closure }> => {
  const member = registered ?? (await register(client));
  await client.setCloud(member.id, owned);
  return { member, closure: await apply(client, member) };
};

/** Confirms, and waits until nobody is signed in with the old session any more. */
export const confirmAndGo = async (client: Client, member: Member, deregistrationId: string): Promise<void> => {
  granted(await sendConfirm(client, member, { deregistrationId }));
  await client.advance('PT0S');
};
