/** What the magic ID numbers make a provider do; read at the three sequence digits (places 15 to 17). */
export type MagicBehaviour = 'MATCH' | 'MISMATCH' | 'REVIEW' | 'NEVER_ANSWER' | 'FAIL_TWICE';

const behaviours: Record<string, MagicBehaviour> = {
  111: 'MATCH',
  222: 'MISMATCH',
  333: 'REVIEW',
  444: 'NEVER_ANSWER',
  555: 'FAIL_TWICE',
};

export const magicBehaviourOf = (idNumber: string): MagicBehaviour | null =>
  /^\d{17}[\dX]$/.test(idNumber) ? (behaviours[idNumber.slice(14, 17)] ?? null) : null;
