const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const shape =
  /^([+-]?)P(?=.)(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,3})?)S)?)?$/;

/**
 * An ISO 8601 duration in milliseconds; null when it is none. Months and years have no
 * fixed length, so a duration that names them is none here.
 */
export const readDuration = (text: string): number | null => {
  const parts = shape.exec(text);
  if (!parts) return null;
  const [sign, weeks, days, hours, minutes, seconds] = parts.slice(1);
  const length = [[weeks, WEEK], [days, DAY], [hours, HOUR], [minutes, MINUTE], [seconds, SECOND]] as const;
  const ms = length.reduce((sum, [count, unit]) => sum + Math.round(Number(count ?? 0) * unit), 0);
  return sign === '-' ? -ms : ms;
};
