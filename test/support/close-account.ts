import { setTimeout as pause } from 'node:timers/promises';
import { apply, confirmAndGo } from './closing.ts';
import type { Client } from './client.ts';
import type { Member } from './journeys.ts';

/** The holder of an account that owns nothing closes it, and its data is erased. */
export const closeAccount = async (client: Client, member: Pick<Member, 'id' | 'token' | 'phone'>): Promise<void> => {
  await client.setCloud(member.id, {});
  const closure = await apply(client, member as Member);
  await confirmAndGo(client, member as Member, closure.id);
  await pause(100);
  await client.advance('PT0S');
};
