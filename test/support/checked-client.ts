import { setTimeout as pause } from 'node:timers/promises';
import { createClient, newAddress, type Answer, type Client, type Message } from './client.ts';

/**
 * A client with a holder at it who answers the codes that a policy asks for at sign-in (HW-SEC-006) and has the device trusted (HW-SEC-007),
 * for the tests that are about something else: to them a sign-in gives its session at once.
 */
export const createCheckedClient = (graph: { url: string; sandboxUrl: string }, address = newAddress()): Client => {
  const client = createClient(graph, address);
  /** What the device keeps, by what is signed in with. */
  const trusted = new Map<string, string>();
  /** One code after the other: several accounts can have one phone. */
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = before.then(work, work);
    before = turn.catch(() => undefined);
    return turn;
  };

  const list = async (): Promise<Message[]> => (await (await fetch(`${graph.sandboxUrl}/messages`)).json()) as Message[];

  const receive = async (challengeId: string, method: string): Promise<string> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const seen = new Set((await list()).map(({ id }) => id));
      const { data } = await client.send('mutation($input: SendChallengeCodeInput!) { sendChallengeCode(input: $input) { sentTo userErrors { code } } }', { input: { challengeId, method } });
      const { sentTo, userErrors } = data.sendChallengeCode as { sentTo: string | null; userErrors: { code: string }[] };
      if (userErrors[0]?.code === 'CODE_SENT_RECENTLY') {
        await client.advance('PT1M');
        continue;
      }
      if (!sentTo) throw new Error(JSON.stringify(userErrors));
      // Masked: the last digits of a phone, the beginning and the domain of an e-mail address.
      const isMeant = ({ to }: Message): boolean => (method === 'SMS' ? to.endsWith(sentTo.slice(sentTo.lastIndexOf('*') + 1)) : to.startsWith(sentTo[0]!) && to.endsWith(sentTo.slice(sentTo.indexOf('@'))));
      for (let waits = 0; waits < 100; waits += 1) {
        const message = (await list()).find((fresh) => !seen.has(fresh.id) && fresh.code !== null && isMeant(fresh));
        if (message) return message.code!;
        await pause(50);
      }
    }
    throw new Error('No code came.');
  };

  return {
    ...client,
    send: async (document, variables = {}, options = {}): Promise<Answer> => {
      const field = /\b(signIn|chooseAccount)\(input: \$input\) \{/.exec(document)?.[1];
      if (!field) return client.send(document, variables, options);
      const input = variables['input'] as Record<string, unknown>;
      const key = String(input['accountId'] ?? `${String(input['accountKind'])} ${String(input['account'])}`);
      const asked = document.replace(/\b(signIn|chooseAccount)\(input: \$input\) \{/, '$& check: challenge { id reason methods }');
      const answer = await client.send(asked, { input: { trustToken: trusted.get(key), ...input } }, options);
      const payload = answer.data?.[field];
      if (!payload) return answer;
      const { check, ...rest } = payload as { check: { id: string; reason: string; methods: string[] } | null };
      answer.data[field] = rest;
      if (check?.reason !== 'DEFAULT') return answer;
      const { session, trustToken, userErrors } = await inTurn(async () => {
        const given = { challengeId: check.id, method: check.methods[0]!, code: await receive(check.id, check.methods[0]!), trustDevice: true };
        const { data } = await client.send(
          'mutation($input: AnswerChallengeInput!) { answerChallenge(input: $input) { session { id token duty expiresAt city device current } trustToken userErrors { code } } }',
          { input: given },
        );
        return data.answerChallenge as { session: unknown; trustToken: string | null; userErrors: unknown[] };
      });
      if (!session) throw new Error(JSON.stringify(userErrors));
      if (trustToken) trusted.set(key, trustToken);
      answer.data[field] = { ...rest, session, ...('challenge' in rest ? { challenge: null } : {}) };
      return answer;
    },
  };
};
