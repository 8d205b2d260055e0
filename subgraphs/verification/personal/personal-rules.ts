import { missingAgreements } from '../../shared/agreements.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { fullYears } from '../id-number/age.ts';
import { readIdNumber } from '../id-number/id-number.ts';
import type { ConsentInput, VerificationMethod } from '../schema.generated.ts';
import { readPersonName } from './person-name.ts';
import type { PersonalPolicy } from './personal-policy.ts';

export interface Person {
  name: string;
  idNumber: string;
}

/** What a person fills in, as it was written. */
export interface PersonForm extends Person {
  method: VerificationMethod;
  consent: ConsentInput;
}

/** Reads the form, or says everything that is wrong with it. `today` is YYYY-MM-DD in China. */
export const readPerson = (form: PersonForm, policy: PersonalPolicy, today: string): Result<Person> => {
  const name = readPersonName(form.name);
  const idNumber = readIdNumber(form.idNumber, today);
  const refusals: Refusal[] = [];
  // TX-VER-020
  if (!policy.methods.includes(form.method)) {
    refusals.push({ code: 'VERIFICATION_METHOD_NOT_OFFERED', path: ['method'], policy: 'verification.personal.methods', limit: policy.methods.join(', ') });
  }
  if (!name) refusals.push({ code: 'NAME_INVALID', path: ['name'] });
  // TX-VER-025, TX-VER-027
  if (!idNumber) refusals.push({ code: 'ID_NUMBER_INVALID', path: ['idNumber'] });
  // TX-VER-018
  else if (fullYears(idNumber.bornOn, today) < policy.minimumAge) {
    refusals.push({ code: 'AGE_TOO_LOW', path: ['idNumber'], policy: 'verification.personal.minimumAge', limit: policy.minimumAge });
  }
  // PIPL 29
  if (missingAgreements([policy.consent], [form.consent]).length > 0) {
    refusals.push({ code: 'CONSENT_MISSING', path: ['consent'], policy: 'verification.personal.consent', limit: `${policy.consent.id} ${policy.consent.version}` });
  }
  return name && idNumber && refusals.length === 0 ? ok({ name, idNumber: idNumber.number }) : refuse(...refusals);
};

/** Why this account and this number cannot begin, as things stand (TX-VER-004, TX-VER-012). */
export const whyNotStarted = (found: { isVerified: boolean; placesTaken: number }, { accountsPerIdNumber }: PersonalPolicy): Refusal | null => {
  if (found.isVerified) return { code: 'VERIFICATION_ALREADY_DONE' };
  if (found.placesTaken < accountsPerIdNumber) return null;
  return { code: 'ID_NUMBER_QUOTA_REACHED', path: ['idNumber'], policy: 'verification.personal.accountsPerIdNumber', limit: accountsPerIdNumber };
};
