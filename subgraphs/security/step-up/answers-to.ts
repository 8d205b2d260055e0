import type { CheckMethod } from '../../shared/schema.generated.ts';

/** What proves as much as a code of the device: a passkey proves more, so it is proposed first; a recovery code stands in for a device that is not at hand. */
const deviceAnswers: CheckMethod[] = ['PASSKEY', 'MFA', 'RECOVERY_CODE'];

/** The methods by which a proof can be given where these are asked for, in the same order. */
export const answersTo = (asked: readonly CheckMethod[]): CheckMethod[] => asked.flatMap((method) => (method === 'MFA' ? deviceAnswers : [method]));

/** Whether a method that is asked for can be answered by what is set up. A recovery code alone does not count: it is good once. */
export const isSetUp = (method: CheckMethod, bound: readonly CheckMethod[]): boolean => answersTo([method]).some((answer) => answer !== 'RECOVERY_CODE' && bound.includes(answer));
