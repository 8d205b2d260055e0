/**
 * Shares one sync of the disk among all who have committed by the time it begins. What it gives resolves when everything that was
 * written before the call is on the disk. After a sync that failed nobody knows what the disk has, so all later calls fail too.
 */
export const createGroupCommit = (sync: () => Promise<void>): (() => Promise<void>) => {
  let last: Promise<void> = Promise.resolve();
  let notBegun: Promise<void> | null = null;
  return () => {
    // One that is under way may have begun before the caller wrote.
    notBegun ??= last = last.then(() => {
      notBegun = null;
      return sync();
    });
    return notBegun;
  };
};
