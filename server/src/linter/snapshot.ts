import type { Facts } from './facts.ts';
import type { Judgements } from './judgements.ts';

/** The workspace at one moment: its answers are consistent, and after a change its index throws instead of mixing then and now. */
export interface Snapshot extends Facts {
  /** What was said before of a file that is being typed in: it makes no finding another, only the next ones come sooner. */
  judgements?(uri: string): Judgements | undefined;
}
