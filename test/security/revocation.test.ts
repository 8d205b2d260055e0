import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../support/client.ts';
import { apply, confirmAndGo } from '../support/closing.ts';
import { bindMfa, register, sendSignIn, signIn, stepUp, type Member } from '../support/journeys.ts';
import { changePassword, resetByLink } from '../support/passwords.ts';
import { startSecondGateway } from '../support/second-gateway.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

/** Security check 74 (ASVS 7.4.1 to 7.4.3): what ends a session ends it at every gateway, also while a storm of requests keeps them busy with it. */

const client = sharedClient();
let gateway: Awaited<ReturnType<typeof startSecondGateway>>;
let other: Client;
beforeAll(async () => {
  gateway = await startSecondGateway(sharedGraph);
  other = createClient({ ...sharedGraph, url: gateway.url });
});
afterAll(() => gateway?.stop());

const send = (member: Member, document: string) => client.send(document, {}, { token: member.token });

interface Ending {
  /** What has to be done before, with the token that is to end. */
  prepare?: (member: Member) => Promise<unknown>;
  end: (member: Member, elsewhere: string) => Promise<unknown>;
  /** Whether the member's own session goes on. */
  isOwnKept?: boolean;
}

const endings: Record<string, Ending> = {
  signOut: { end: (_member, elsewhere) => client.send('mutation { signOut { signedOut } }', {}, { token: elsewhere }), isOwnKept: true },
  endSession: {
    end: async (member) => {
      const { data } = await send(member, '{ viewer { security { sessions { nodes { id current } } } } }');
      for (const { id } of data.viewer.security.sessions.nodes.toSorted((a: { current: boolean }) => (a.current ? 1 : -1))) await send(member, `mutation { endSession(input: { sessionId: "${id}" }) { sessionId } }`);
    },
  },
  endOtherSessions: { prepare: (member) => stepUp(client, member, 'SIGN_OUT_ALL_SESSIONS'), end: (member) => send(member, 'mutation { endOtherSessions { endedSessions } }'), isOwnKept: true },
  signOutEverywhere: { prepare: (member) => stepUp(client, member, 'SIGN_OUT_ALL_SESSIONS'), end: (member) => send(member, 'mutation { signOutEverywhere { endedSessions } }') },
  'a change of the password': { prepare: (member) => stepUp(client, member, 'CHANGE_PASSWORD'), end: (member) => changePassword(client, member.token, member.password, `${member.password}-2`), isOwnKept: true },
  'a reset of the password': { end: (member) => resetByLink(client, member, `${member.password}-2`) },
  'a change of the MFA device, after which all others are ended': {
    prepare: async (member) => {
      await bindMfa(client, member);
      await stepUp(client, member, 'SIGN_OUT_ALL_SESSIONS');
    },
    end: (member) => send(member, 'mutation { endOtherSessions { endedSessions } }'),
    isOwnKept: true,
  },
  'the closure of the account': {
    prepare: (member) => client.setCloud(member.id, {}),
    end: async (member) => {
      const { id } = await apply(client, member);
      await confirmAndGo(client, member, id);
    },
  },
};

/** Whether the token is taken; anything but a viewer or UNAUTHENTICATED fails the test. */
const isTaken = async (at: Client, token: string): Promise<boolean> => {
  const { data, errors } = await at.send('{ viewer { id } }', {}, { token });
  if (errors.length > 0) expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  return (data?.viewer ?? null) !== null;
};

test.for(Object.keys(endings))('security check 74: %s is known at once at another gateway, in the middle of a storm', async (name) => {
  const { prepare, end, isOwnKept = false } = endings[name]!;
  const member = await register(client);
  await prepare?.(member);
  const elsewhere = await signIn(client, member);
  let isEnded = false;
  let answeredAfter = 0;
  let answered = 0;
  const storm = Array.from({ length: 8 }, async () => {
    for (;;) {
      const wasEnded = isEnded;
      const taken = await isTaken(other, elsewhere);
      if (taken) answered += 1;
      if (wasEnded) {
        if (taken) answeredAfter += 1;
        return;
      }
    }
  });
  await expect.poll(() => answered, { timeout: 10_000 }).toBeGreaterThan(0);
  await end(member, elsewhere);
  isEnded = true;
  await Promise.all(storm);
  // Of what was sent after the answer not one was taken.
  expect(answeredAfter).toBe(0);
  expect([await isTaken(other, elsewhere), await isTaken(client, elsewhere)]).toEqual([false, false]);
  expect([await isTaken(other, member.token), await isTaken(client, member.token)]).toEqual([isOwnKept, isOwnKept]);
});

test('security checks 71 and 74: at every gateway the old token of a session is dead once it was renewed', async () => {
  const member = await register(client);
  const old = member.token;
  await stepUp(client, member, 'BIND_MFA');
  for (const at of [client, other]) expect([await isTaken(at, old), await isTaken(at, member.token)]).toEqual([false, true]);
  expect((await sendSignIn(other, member.email, member.password)).data.signIn.session).not.toBeNull();
});
