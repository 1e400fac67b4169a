import { URI } from 'vscode-uri';
import { askedNames, mentionsOf } from '../dependencies/mentions.ts';
import { concernsRedisOr } from '../redis/mayConcernRedis.ts';
import type { PackedSummaries } from '../redis/packedSummary.ts';
import { SummaryPacker } from '../redis/packSummary.ts';
import { emptySummary, mayHaveFindings, summarizeRuby } from '../redis/summarize.ts';
import { unpackSummary } from '../redis/unpackSummary.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { readTextIf } from './nodeFileSystem.ts';
import type { SummaryRead } from './summaryRead.ts';

/** What reading a batch of Ruby files came to, as threads hand it to one another. */
export interface PackedReads {
  readonly packed: PackedSummaries;
  readonly reads: readonly PackedRead[];
}

type PackedRead =
  | {
      readonly uri: string;
      /** Where the summary stands; absent when there is nothing to say. */
      readonly at?: number;
      readonly isUnparsed?: true;
      readonly text: string | undefined;
      readonly mentions: readonly string[];
    }
  | { readonly uri: string; readonly reason: string };

const isWorthReading = concernsRedisOr(askedNames);

/** Reads Ruby files while the caller waits. */
export function packReads(uris: readonly string[], parser: RubyParser): PackedReads {
  const packer = new SummaryPacker();
  const reads = uris.map((uri) => readOne(uri, parser, packer));
  return { packed: packer.finish(), reads };
}

function readOne(uri: string, parser: RubyParser, packer: SummaryPacker): PackedRead {
  const read = readTextIf(URI.parse(uri).fsPath, (bytes) => isWorthReading(bytes, uri));
  if (!read.ok) {
    return { uri, reason: read.reason };
  }
  const mentions = mentionsOf(read.text);
  const summary = summarizeRuby(uri, read.text, parser);
  if (summary.scopes.length === 0) {
    return { uri, text: undefined, mentions, ...(summary.isUnparsed && { isUnparsed: true }) };
  }
  return { uri, at: packer.add(summary), text: mayHaveFindings(summary) ? read.text : undefined, mentions };
}

export function unpackReads({ packed, reads }: PackedReads): readonly SummaryRead[] {
  return reads.map((read) => {
    if ('reason' in read) {
      return read;
    }
    const { uri, at, text, mentions } = read;
    const summary = at === undefined ? emptySummary(uri, read.isUnparsed) : unpackSummary(packed, at, uri);
    return { uri, summary, text, mentions };
  });
}
