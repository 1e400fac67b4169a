import type { RubySummary } from '../redis/summarize.ts';

/** What reading one Ruby file came to: its facts and, where its findings can quote it, its text; or why it was passed over. */
export type SummaryRead =
  | {
      readonly uri: string;
      readonly summary: RubySummary;
      readonly text: string | undefined;
      readonly mentions: readonly string[];
    }
  | { readonly uri: string; readonly reason: string };

/**
 * Reads many Ruby files while the caller does other things. Resolves to false, with nothing read, where that brings nothing; rejects when
 * it fails on the way and when `signal` aborts.
 */
export type ReadBehind = (
  uris: readonly string[],
  signal: AbortSignal,
  take: (read: SummaryRead) => void,
) => Promise<boolean>;
