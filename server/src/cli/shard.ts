import { UsageError } from './usageError.ts';

/** One of `count` parts of the files to judge; `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads `2/4`. Throws a `UsageError` for anything that is no part of a whole. */
export function parseShard(text: string): Shard {
  const [, index, count] = (/^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index > count) {
    throw new UsageError(`--shard ${text}: give which part of how many, such as 2/4`);
  }
  return { index, count };
}

/**
 * The part of `uris` that the shard judges: every so many-th, since neighbours cost alike. The same for the same files, on any machine;
 * all shards together are all files, each once.
 */
export function shardOf(uris: readonly string[], shard: Shard | undefined): readonly string[] {
  return shard === undefined ? uris : uris.filter((_, at) => at % shard.count === shard.index - 1);
}
