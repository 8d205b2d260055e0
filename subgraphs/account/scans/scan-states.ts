import type { ScanState } from '../schema.generated.ts';

/** How far a scan is. Whatever is past its time counts as ENDED. */
export type ScanStatus = 'WAITING' | 'EXCHANGING' | 'IDENTIFIED' | 'CONFIRMED' | 'DECLINED' | 'ENDED';

/** What can happen to a scan: of a third party `exchange`, `identify` and `giveBack`; of an app `confirm` and `decline`. */
export type ScanEvent = 'exchange' | 'identify' | 'giveBack' | 'confirm' | 'decline' | 'consume' | 'replace';

/** Which status follows on which event; what is not listed is refused. */
export const transitions: Record<ScanStatus, Partial<Record<ScanEvent, ScanStatus>>> = {
  WAITING: { exchange: 'EXCHANGING', confirm: 'CONFIRMED', decline: 'DECLINED', replace: 'ENDED' },
  // One request holds the code; when the provider refuses it or does not answer, another may come with the next.
  EXCHANGING: { identify: 'IDENTIFIED', giveBack: 'WAITING', replace: 'ENDED' },
  IDENTIFIED: { consume: 'ENDED', replace: 'ENDED' },
  CONFIRMED: { consume: 'ENDED', replace: 'ENDED' },
  DECLINED: {},
  ENDED: {},
};

/** Every step that the event can be: from which status to which. */
export const stepsOf = (event: ScanEvent): { from: ScanStatus; to: ScanStatus }[] =>
  (Object.keys(transitions) as ScanStatus[]).flatMap((from) => {
    const to = transitions[from][event];
    return to ? [{ from, to }] : [];
  });

/** What the browser is told of a scan with an app. */
export const shownState = (status: ScanStatus, isOver: boolean): ScanState => {
  if (isOver) return 'ENDED';
  return status === 'WAITING' || status === 'CONFIRMED' || status === 'DECLINED' ? status : 'ENDED';
};
