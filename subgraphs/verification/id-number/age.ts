import { hour } from '../../shared/duration.ts';

/** The date in mainland China, YYYY-MM-DD. It has had one time zone without summer time since 1992. */
export const dateInChina = (instant: number): string => new Date(instant + 8 * hour).toISOString().slice(0, 10);

/** Age in full years: a year is full on the birthday; who was born on 29 February waits for 1 March in other years. Dates are YYYY-MM-DD. */
export const fullYears = (bornOn: string, today: string): number =>
  Number(today.slice(0, 4)) - Number(bornOn.slice(0, 4)) - (today.slice(5) < bornOn.slice(5) ? 1 : 0);
