import { expect, test } from 'vitest';
import { createCheckedClient } from '../support/checked-client.ts';
import type { Client } from '../support/client.ts';
import { graphOf } from '../support/graph-of.ts';
import { answerChallenge, register, startChallenge, stepUp } from '../support/journeys.ts';
import { codesOf, done, receiveBindCode, sendChange, sendCodeFor } from '../support/login-methods.ts';
import { receiveResetCode, reset } from '../support/passwords.ts';
import { registerByPhone, type Registered } from '../support/registering.ts';
import { receiveContactCode, changeSecurity } from '../support/security-contacts.ts';
import { receiveSignInCode, signInWith } from '../support/signing-in.ts';

type Holder = Pick<Registered, 'token' | 'phone'>;

let client: Client;
let holder: Holder;
let other: Holder;

interface Purpose {
  /** Has a code sent to the phone of the holder, and reads it there. */
  receive(): Promise<string>;
  /** Whether the code does what it is for. */
  accepts(code: string): Promise<boolean>;
}

const fresh = 'Fresh-Password-1 of a tiger';
const named = () => ({ account: holder.phone, accountKind: 'CLOUD' });
let challengeId = '';

const purposes: Record<string, Purpose> = {
  'registering': {
    receive: async () => {
      const seen = await client.messages(holder.phone);
      done(await sendCodeFor(client, 'REGISTER', holder.phone));
      return client.nextCode(holder.phone, seen);
    },
    accepts: async (code) => (await client.send('query($phone: String!, $code: String!) { phoneRegistration(phone: $phone, code: $code) { status } }', { phone: holder.phone, code })).data.phoneRegistration.status !== 'UNKNOWN',
  },
  'signing in': {
    receive: () => receiveSignInCode(client, holder.phone),
    accepts: async (code) => (await signInWith(client, { ...named(), method: 'SMS', code })).session !== null,
  },
  'a step-up': {
    receive: async () => {
      const seen = await client.messages(holder.phone);
      challengeId = (await startChallenge(client, holder.token, 'CHANGE_PASSWORD', 'SMS')).data.startChallenge.challenge.id;
      return client.nextCode(holder.phone, seen);
    },
    accepts: async (code) => (await answerChallenge(client, challengeId, 'SMS', code, holder)).data.answerChallenge.steppedUpUntil !== null,
  },
  'a forgotten password': {
    receive: () => receiveResetCode(client, holder.phone, named()),
    accepts: async (code) => (await reset(client, { ...named(), code, newPassword: fresh })).isReset,
  },
  'another login phone': {
    receive: () => receiveBindCode(client, holder.phone),
    accepts: async (code) => codesOf(await sendChange(client, other, { kind: 'PHONE', phone: holder.phone, phoneCode: code })).length === 0,
  },
  'a security phone': {
    receive: () => receiveContactCode(client, other, 'Phone', holder.phone),
    accepts: async (code) => (await changeSecurity(client, other, 'Phone', holder.phone, code)).userErrors.length === 0,
  },
};

/** Between them the presets have codes for everything. In this order: the last ones change where the other’s codes go. */
const presets: [preset: string, purposes: string[]][] = [
  ['tencent', ['registering', 'a step-up', 'a security phone']],
  ['huawei', ['registering', 'signing in', 'a step-up', 'a forgotten password', 'another login phone']],
];

test.for(presets)('security check 47: a code is good for what it was asked for and for nothing else, whatever else is under way (%s)', async ([preset, names]) => {
  client = createCheckedClient(await graphOf(preset));
  const newHolder = (): Promise<Holder> => (preset === 'huawei' ? registerByPhone(client) : register(client));
  [holder, other] = [await newHolder(), await newHolder()];
  const opened: Record<string, string[]> = {};
  for (const purpose of names) {
    // One is sent a minute to an address. A challenge is open while the codes of others are tried, and the other holder may do what the codes are tried for.
    await client.advance('PT1M');
    await purposes['a step-up']!.receive();
    await client.advance('PT1M');
    await stepUp(client, other, 'BIND_LOGIN_METHOD');
    const code = await purposes[purpose]!.receive();
    opened[purpose] = [];
    for (const name of [...names.filter((each) => each !== purpose), purpose]) if (await purposes[name]!.accepts(code)) opened[purpose].push(name);
    if (purpose === 'a forgotten password') holder.token = (await signInWith(client, { ...named(), password: fresh })).session.token;
  }
  expect(opened).toEqual(Object.fromEntries(names.map((name) => [name, [name]])));
});
