const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds. Null for anything else; months and years have no fixed length. */
export const parseDuration = (text: string): number | null => {
  const parts = pattern.exec(text)?.slice(1);
  if (!parts || parts.every((part) => part === undefined)) return null;
  const [weeks, days, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0)) as [number, number, number, number, number];
  return weeks * 7 * day + days * day + hours * hour + minutes * minute + seconds * second;
};

/** The ISO 8601 duration of a length of time in milliseconds, rounded up to a whole second. */
export const formatDuration = (milliseconds: number): string => {
  const total = Math.max(0, Math.ceil(milliseconds / second));
  const [days, hours, minutes, seconds] = [Math.floor(total / 86_400), Math.floor(total / 3600) % 24, Math.floor(total / 60) % 60, total % 60];
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  return days || time ? `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}` : 'PT0S';
};
