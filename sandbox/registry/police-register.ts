import type { Store } from '../store/open-store.ts';
import { bornOf, couldExist } from './identity-card.ts';

export interface Person { name: string; born: string | null; status: string }

/** People of whom the register knows that nobody can act under their number any more. */
const gone = new Set(['DECEASED', 'CANCELLED']);

const sameName = (one: string, other: string) => one.normalize('NFKC') === other.normalize('NFKC');

export const createPoliceRegister = (store: Store) => {
  const people = store.collection<Person>('person');

  return {
    get: people.get,

    put: (idNumber: string, { name, born, status }: { name: string; born?: string | undefined; status: string }) => {
      const person = { name, born: born ?? bornOf(idNumber), status };
      people.put(idNumber, person);
      return person;
    },

    /** Whoever comes first with a number is enrolled with it, so that any valid number can be used. */
    matches: (idNumber: string, name: string): boolean => {
      if (couldExist(idNumber)) people.add(idNumber, { name, born: bornOf(idNumber), status: 'NORMAL' });
      const person = people.get(idNumber);
      return person !== null && sameName(person.name, name) && !gone.has(person.status);
    },
  };
};

export type PoliceRegister = ReturnType<typeof createPoliceRegister>;
