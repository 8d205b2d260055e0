const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A made-up resident identity card number with these sequence digits and the right check digit. */
export const syntheticId = (sequence: string, born = '19900307'): string => {
  const body = `110101${born}${sequence}`;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(body[index]), 0);
  return body + '10X98765432'[sum % 11];
};
