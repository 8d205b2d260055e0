const shape = /^\d{1,9}(\.\d{1,9})*$/;

/** True when a version, numbers with dots, is the lowest one allowed or newer: 13.9 is older than 13.12, and 13.12 is the same as 13.12.0. What is no version is none. */
export const isAtLeast = (given: string, lowest: string): boolean => {
  if (!shape.test(given)) return false;
  const [numbers, bounds] = [given.split('.').map(Number), lowest.split('.').map(Number)];
  for (let place = 0; place < Math.max(numbers.length, bounds.length); place += 1) {
    const difference = (numbers[place] ?? 0) - (bounds[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
};
