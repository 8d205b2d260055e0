/** Runs of digits that a person would not type in as a code. */
const otherNumbers = [
  /https?:\/\/[^\s<>"'，。；、）】」》]+/gi,
  /[\w.%+-]+@[\w-]+(?:\.[\w-]+)+/g,
  /\+\d{1,3}(?:[ -]\d{2,4}){2,4}(?!\d)|\+\d+/g,
  /\d{4}\s*[-./]\s*\d{1,2}(?:\s*[-./]\s*\d{1,2})?|\d{4}\s*年/g,
  /[¥￥$€£]\s?[\d,.]+|\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+|\d+\s*(?:元|万|%|CNY|RMB|yuan)/gi,
  /(?:尾号|ending in|ends in|last four)\s*(?:为|是|[:：])?\s*\d+/gi,
  /(?:订单|工单|单号|编号|账号|order|account|ticket|case|invoice|contract|No\.|#)\s*(?:no\.?|number|id)?\s*[:：#]?\s*\d+/gi,
];

const standAlone = /(?<![\w*-])\d{4,8}(?![\w*]|-\w)/;

/** The first stand-alone run of 4 to 8 digits that stands for a code. */
export const findCode = (text: string): string | null => {
  const rest = otherNumbers.reduce((left, other) => left.replace(other, ' '), text);
  return standAlone.exec(rest)?.[0] ?? null;
};
